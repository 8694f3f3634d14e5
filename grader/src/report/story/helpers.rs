//! Functions of the learner's that take part in an answer without a step of their own: what they work out is seen
//! only where the function that calls them locks, or returns.

use super::{
    Names, answered_before, at_the_peak, guard_dropped, is_answered, is_put, is_reckoned,
    is_worked_out, leads, left_in, origin, too_many_there, wants_a_panic,
};
use crate::report::names::{Function, asserts, flow::Spot};
use wire::{Code, Failure, Occurrence, Place, Step};

/// How many are told, at most.
const MOST: usize = 6;
/// Lines below which a method without parameters does no more than hand out a field.
const ACCESSOR: u32 = 5;

/// "part of the answer may be made in what `take` (line 9) calls, without a step to show it: `wait` (line 36)"
pub(super) fn sentence(failure: &Failure, names: &Names) -> Option<String> {
    let is_an_answer = match failure.code {
        Code::WrongValue | Code::WrongOrder | Code::LimitExceeded | Code::TooEarly => true,
        // Time that passed is a step; a duration that was told, or another answer without a wait, is none.
        Code::TooLate => failure.figures.iter().any(|it| it.name == "told") || !waits(failure),
        _ => false,
    };
    let is_told = origin::origin(failure).is_some()
        || at_the_peak(failure).is_some()
        || !too_many_there(failure).is_empty()
        || !left_in(failure, names).is_empty()
        || !answered_before(failure, names).is_empty()
        || is_reckoned(failure, names)
        || is_answered(failure, names)
        || is_put(failure, names)
        || !guard_dropped(failure, names).is_empty()
        || is_worked_out(failure, names)
        || !leads(failure, names).is_empty();
    if !is_an_answer || is_told || wants_a_panic(failure) {
        return None;
    }
    let place = failure.place.as_ref()?;
    // The check called it, and what it answered was wrong; of what others do, the answer was none.
    let caller = names.around(place).filter(|it| it.is_public)?;
    let helpers = called(caller, place, failure, names);
    let told: Vec<String> = helpers
        .iter()
        .take(MOST)
        .map(|it| format!("`{}` (line {})", it.name, it.first))
        .collect();
    (!told.is_empty()).then(|| {
        format!(
            "part of the answer may be made in what `{}` (line {}) calls, without a step to show it: {}",
            caller.name,
            caller.first,
            told.join(", ")
        )
    })
}

impl Names {
    /// It asserts something, and does nothing else: it makes no part of an answer.
    fn only_asserts(&self, file: &str, function: &Function) -> bool {
        let spot = Spot {
            line: function.first,
            column: function.column,
        };
        self.look(file, |file| asserts::only_asserts(file, spot)) == Some(true)
    }
}

/// The code under test waits for something, somewhere.
pub(in super::super) fn waits(failure: &Failure) -> bool {
    let waits = |it: &Step| it.occurrence == Occurrence::Blocked && it.place.is_some();
    failure.elided > 0 || failure.steps.iter().any(waits)
}

/// Functions that one calls, and those that these call, in which no step stands.
fn called<'n>(
    caller: &'n Function,
    place: &Place,
    failure: &Failure,
    names: &'n Names,
) -> Vec<&'n Function> {
    let functions = names.functions_of(&place.file);
    let is_seen = |it: &Function| {
        let mut places = failure.steps.iter().filter_map(|step| step.place.as_ref());
        places.any(|step| step.file == place.file && (it.first..=it.last).contains(&step.line))
    };
    let mut known = vec![caller];
    let mut next = 0;
    while let Some(&caller) = known.get(next) {
        next += 1;
        for call in &caller.calls {
            let mut meant = functions.iter().filter(|it| call.may_mean(it, caller));
            // Which of two is meant cannot be seen from here.
            let (Some(function), None) = (meant.next(), meant.next()) else {
                continue;
            };
            let lines = function.last - function.first;
            let only_hands_out = function.has_self && function.parameters == 0 && lines < ACCESSOR;
            if !only_hands_out
                && !names.only_asserts(&place.file, function)
                && function.name != "drop"
                && !known.contains(&function)
                && !is_seen(function)
            {
                known.push(function);
            }
        }
    }
    known.split_off(1)
}
