//! What is done, or left out, on the way out of a panic that the check brought about.

use super::{
    Names,
    leads::{self, PROVOKED},
    wants_a_panic,
};
use crate::report::names::{self, Function};
use std::collections::BTreeSet;
use wire::{Code, Failure, Operation, Place, State, Step};

/// How many places are told, at most.
const MOST: usize = 2;

/// Where a `drop` asks whether its thread panics, and what a thread did there whose panic the check brought about: it
/// came through, or did nothing that others could notice.
pub(in super::super) fn asked(failure: &Failure, names: &Names) -> Vec<(Place, String)> {
    // Where a panic was wanted, it is asked for what reaches the caller.
    let panic = last_panic(failure).filter(|_| !wants_a_panic(failure));
    let Some(panic) = panic else {
        return Vec::new();
    };
    let who = names.thread(panic.thread);
    let own = || failure.steps.iter().filter(|it| it.thread == panic.thread);
    let (mut through, mut nothing) = (Vec::new(), Vec::new());
    for (place, _) in names::written(&names.sources, names::asked) {
        let Some(drop) = names.around(&place).filter(|it| it.name == "drop") else {
            continue;
        };
        let comes_through = |it: &Step| it.number > panic.number && passes(it, &place.file, drop);
        if own().any(comes_through) {
            let text = format!("{who} came through this `drop` on the way out of its panic");
            through.push((place, text));
        } else if failure.elided == 0 && made_before(panic, drop, failure, names) {
            let text = format!(
                "on the way out of its panic {who} did nothing in this `drop` that others could notice"
            );
            nothing.push((place, text));
        }
    }
    let mut found = if through.is_empty() { nothing } else { through };
    found.truncate(MOST);
    found
}

/// The last panic of the check's that ended its thread.
fn last_panic(failure: &Failure) -> Option<&Step> {
    let ended = |id: u32| {
        let thread = failure.threads.iter().find(|it| it.id == id);
        thread.is_some_and(|it| matches!(it.state, State::Panicked { .. }))
    };
    failure.steps.iter().rfind(|it| {
        let message = it.note.as_deref().unwrap_or_default();
        it.operation == Operation::Panic && message.contains(PROVOKED) && ended(it.thread)
    })
}

/// A step within a function, or in what that called.
fn passes(step: &Step, file: &str, function: &Function) -> bool {
    let mut places = step.place.iter().chain(&step.via);
    places.any(|it| it.file == file && (function.first..=function.last).contains(&it.line))
}

/// A thread that panics had been, before that, in a function that makes what is dropped by `drop`.
fn made_before(panic: &Step, drop: &Function, failure: &Failure, names: &Names) -> bool {
    let Some(owner) = drop.owner.as_deref() else {
        return false;
    };
    let makers = names::written(&names.sources, |file| names::made(file, owner));
    // What a thread runs that was spawned in the function is another part of that, which need not make it.
    let spawned = failure.threads.iter().find(|it| it.id == panic.thread);
    let spawned = spawned.and_then(|it| it.spawned.as_ref());
    let mut makers = makers
        .iter()
        .filter(|(place, _)| spawned.is_none_or(|it| !names.are_in_one_function(it, place)))
        .filter_map(|(place, _)| Some((&place.file, names.around(place)?)));
    makers.any(|(file, maker)| {
        let mut steps = failure.steps.iter();
        steps.any(|it| {
            it.thread == panic.thread && it.number < panic.number && passes(it, file, maker)
        })
    })
}

/// Where a `drop`, or what it calls, panics if a result is none: where a panic within a panic has ended the process.
pub(in super::super) fn within_a_panic(failure: &Failure, names: &Names) -> Vec<(Place, String)> {
    let said = ["non-unwinding panic", "panicked while processing panic"];
    if failure.code != Code::Crash || !said.iter().any(|it| failure.output.contains(it)) {
        return Vec::new();
    }
    let all = names::written(&names.sources, names::unwrapped);
    let mut found = Vec::new();
    for (place, _) in all {
        let drops = names.reached_from_drops(&place.file);
        if let Some(function) = names.around(&place)
            && drops.contains(&(function.first, function.column))
        {
            let text = "if this panics in a call of `drop`, within another panic, the process ends";
            let text = text.to_owned();
            found.push((place, text));
        }
    }
    if found.len() > MOST {
        Vec::new()
    } else {
        found
    }
}

impl Names {
    /// Where the functions begin that a `drop` of this file may call, `drop` itself among them.
    fn reached_from_drops(&self, file: &str) -> BTreeSet<(u32, u32)> {
        let functions = self.functions_of(file);
        let mut reached: BTreeSet<(u32, u32)> = BTreeSet::new();
        let is_drop = |it: &&Function| it.name == "drop" && it.owner.is_some();
        let mut open: Vec<&Function> = functions.iter().filter(is_drop).collect();
        while let Some(caller) = open.pop() {
            if reached.insert((caller.first, caller.column)) {
                let called =
                    |it: &&Function| caller.calls.iter().any(|call| call.may_mean(it, caller));
                open.extend(functions.iter().filter(called));
            }
        }
        reached
    }
}

/// Advice, where a `drop` asks whether its thread panics, and one did.
pub(in super::super) fn advice(failure: &Failure, names: &Names) -> Option<&'static str> {
    let codes = [
        Code::WrongValue,
        Code::LimitExceeded,
        Code::LostItem,
        Code::CancellationIgnored,
    ];
    let is_told = leads::provoked(failure).is_some()
        && codes.contains(&failure.code)
        && !asked(failure, names).is_empty();
    is_told.then_some(
        "look at what a `drop` does on the way out of a panic, and at what it leaves undone then",
    )
}
