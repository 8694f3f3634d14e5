//! A call that should have panicked, and went on; a function that a message names; a `Drop` that nothing has.

use super::{Names, leads::told};
use crate::report::names::{
    Function,
    asserts::{self, Leading},
    flow, plain, ways_out,
};
use std::collections::BTreeSet;
use wire::{Code, Failure, Operation, Place, Step};

/// What the message says of such a call.
const WANTED: &str = " must panic, and did not";
/// Assertions that are told, at most.
const MOST: usize = 3;

/// A function, and the file that it stands in.
type Found<'n> = (&'n str, &'n Function);

/// Where the function begins that went on when a panic was wanted, and what was asserted there, or asked, and did not
/// bring one about. `asked` is the item that the task asks for, and what the check promises.
pub(in super::super) fn went_on(
    failure: &Failure,
    asked: Option<(&Place, Option<&str>)>,
    names: &Names,
) -> Option<(Place, Vec<(Place, String)>)> {
    let (subject, _) = failure.message.split_once(WANTED)?;
    // Whose panic does not reach the caller did not go on: it let it fall. One that reached the check was wanted before.
    let panics = |it: &&Step| it.operation == Operation::Panic;
    let is_past = |it: &Step| !subject.contains("panic") && reached_the_check(it, names);
    let mut panics = failure.steps.iter().filter(panics);
    if !panics.clone().all(is_past) {
        return None;
    }
    let since = panics.next_back().map(|it| it.number);
    let called = || {
        let is_plain = !subject.contains("panic");
        is_plain.then(|| named(subject, names)).flatten()
    };
    let (file, function) = called()
        .or_else(|| entered(failure, since, names))
        .or_else(|| constructor(failure, asked, names))?;
    let mut asserted = held(file, function, names);
    asserted.truncate(MOST);
    Some((begins(file, function), asserted))
}

/// The function of the type at `item` that the message names, and whether it is a method.
pub(in super::super) fn message_names(
    failure: &Failure,
    item: &Place,
    names: &Names,
) -> Option<(Place, bool)> {
    // What a panic ought to name is no function.
    let message = failure.message.split(" must panic").next()?;
    let first = message.split(' ').next().filter(|it| it.contains("::"));
    let quoted = message.split('`').skip(1).step_by(2);
    let owner = names.called(item);
    let found = first.into_iter().chain(quoted).find_map(|text| {
        let (file, function) = named(text, names)?;
        (function.owner.as_deref() == Some(owner)).then_some((file, function))
    });
    let (file, function) = found?;
    Some((begins(file, function), function.has_self))
}

/// The threads that were spawned in the function which the message begins with: "double: 8 values were taken". None, if
/// it begins with no function, or that spawns none.
pub(in super::super) fn threads_of_the_named(failure: &Failure, names: &Names) -> Vec<u32> {
    let subject = failure.message.split_once(": ").map(|(subject, _)| subject);
    let is_name = |it: &&str| {
        it.chars()
            .all(|c| c.is_alphanumeric() || c == '_' || c == ':')
    };
    let Some((file, function)) = subject.filter(is_name).and_then(|it| named(it, names)) else {
        return Vec::new();
    };
    let is_inside =
        |it: &Place| it.file == file && (function.first..=function.last).contains(&it.line);
    let threads = failure
        .threads
        .iter()
        .filter(|it| it.spawned.as_ref().is_some_and(is_inside));
    threads.map(|it| it.id).collect()
}

/// Where the function whose name stands at a place may return before it comes to what it asserts.
pub(in super::super) fn returned_before(place: &Place, names: &Names) -> Vec<(Place, String)> {
    let name = flow::Spot {
        line: place.line,
        column: place.column,
    };
    let find = |file: &syn::File| ways_out::before_the_assertion(file, name);
    let Some((spots, line)) = names.look(&place.file, find).flatten() else {
        return Vec::new();
    };
    let text = format!("it may return here, before line {line} asks what is asserted");
    let told = spots.into_iter().take(MOST);
    told.map(|spot| (spot.within(&place.file), text.clone()))
        .collect()
}

/// The message says that a value of the type at `item` was dropped, by the last word of its name, and nothing in the
/// sources has a `Drop` of its own.
pub(in super::super) fn has_no_drop(failure: &Failure, item: &Place, names: &Names) -> bool {
    let name = names.called(item);
    let last = name.rfind(char::is_uppercase).map(|at| &name[at..]);
    let Some(word) = last.map(str::to_lowercase) else {
        return false;
    };
    // Dropping it may end something by a channel that closes: only where that was to wait, or to end a thread, it has
    // to do with a `Drop`.
    let is_asked = match failure.code {
        Code::ThreadLeak => true,
        Code::TooEarly => failure.figures.iter().any(|it| it.name == "took"),
        _ => false,
    };
    let mut words = failure.message.split(|c: char| !c.is_alphanumeric());
    let is_about = is_asked && failure.message.contains("drop") && words.any(|it| it == word);
    is_about
        && !names
            .sources
            .values()
            .any(|text| text.contains("Drop for") || text.contains("macro_rules"))
}

/// A type of the file at a place has a sender of a channel in it.
pub(in super::super) fn holds_a_sender(place: &Place, names: &Names) -> bool {
    names.look(&place.file, plain::has_sender_fields) != Some(false)
}

/// The only function of this name, with or without its type, at the beginning of a text.
fn named<'n>(text: &str, names: &'n Names) -> Option<Found<'n>> {
    let text = text.trim_start_matches('`');
    let is_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let end = text.find(|c| !is_path(c)).unwrap_or(text.len());
    let path = text[..end].trim_end_matches(':');
    let (owner, name) = match path.rsplit_once("::") {
        Some((owner, name)) => (owner.rsplit("::").next(), name),
        None => (None, path),
    };
    let all = names.sources.keys().flat_map(|file| {
        let functions = names.functions_of(file).iter();
        functions.map(move |function| (file.as_str(), function))
    });
    let fits = |function: &Function| {
        let is_owners = owner.is_none_or(|owner| function.owner.as_deref() == Some(owner));
        function.is_public && function.name == name && is_owners
    };
    let mut found = all.filter(|(_, function)| fits(function));
    match (found.next(), found.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

/// A panic of the check's thread that nothing in the functions around it may have caught.
pub(super) fn reached_the_check(panic: &Step, names: &Names) -> bool {
    let Some(place) = &panic.place else {
        return false;
    };
    let is_open = |place: &Place| {
        let catches = |it: &Function| it.calls.iter().any(|call| call.is_named("catch_unwind"));
        let find = |file: &syn::File| asserts::may_be_caught(file, place);
        !names.around(place).is_some_and(catches) || names.look(&place.file, find) == Some(false)
    };
    // Where the calls are not known, who called a function of the learner's own is not known either.
    let is_known = !panic.via.is_empty() || names.around(place).is_some_and(|it| it.is_public);
    let mut places = panic.via.iter().chain([place]);
    panic.thread == 0 && is_known && places.all(is_open)
}

/// The function in which the check was last, after a step.
fn entered<'n>(failure: &'n Failure, since: Option<u64>, names: &'n Names) -> Option<Found<'n>> {
    let mut steps = failure.steps.iter();
    let last = steps.rfind(|it| it.thread == 0 && it.place.is_some() && !names.is_in_drop(it))?;
    let place = last.place.as_ref()?;
    let is_after = since.is_none_or(|since| last.number > since);
    is_after.then_some((place.file.as_str(), names.around(place)?))
}

/// Where no step shows anything: the only function that makes a value of the type at the item, and takes what the check
/// says a panic has to name.
fn constructor<'n>(
    failure: &Failure,
    asked: Option<(&'n Place, Option<&str>)>,
    names: &'n Names,
) -> Option<Found<'n>> {
    let (item, promise) = asked?;
    if failure.elided > 0 || told(failure).next().is_some() {
        return None;
    }
    let words: BTreeSet<&str> = promise?.split('`').skip(1).step_by(2).collect();
    let owner = names.called(item);
    let find = |file: &syn::File| asserts::taking(file, owner, &words);
    let found = names.look(&item.file, find)?;
    let [spot] = found[..] else {
        return None;
    };
    let mut functions = names.functions_of(&item.file).iter();
    let function = functions.find(|it| (it.first, it.column) == (spot.line, spot.column))?;
    Some((item.file.as_str(), function))
}

/// What a function that came back has asserted, or asked, before all else, itself or in what it calls for that.
fn held(file: &str, function: &Function, names: &Names) -> Vec<(Place, String)> {
    let leading = |function: &Function| {
        let spot = function.spot();
        let found = names.look(file, |file| asserts::leading(file, spot));
        found.unwrap_or_default()
    };
    let Leading { mut asks, calls } = leading(function);
    for name in calls {
        let is_meant = |it: &&Function| {
            let mut calls = function.calls.iter();
            calls.any(|call| call.is_named(&name) && call.may_mean(it, function))
        };
        let mut meant = names.functions_of(file).iter().filter(is_meant);
        if let (Some(helper), None) = (meant.next(), meant.next())
            && (helper.owner == function.owner || !helper.has_self)
        {
            asks.extend(leading(helper).asks);
        }
    }
    let told = asks.into_iter().map(|(spot, is_asserted)| {
        let text = if is_asserted {
            "this was asserted in the call, and was so"
        } else {
            "this was asked in the call, and was not so"
        };
        (spot.within(file), text.to_owned())
    });
    told.collect()
}

fn begins(file: &str, function: &Function) -> Place {
    function.spot().within(file)
}
