//! What the source around a fault says where the steps do not lead to it: the conditions of what should have come, the
//! end at which a collection is emptied, figures that leave something out.

mod newest_first;
pub(super) mod variants;

pub(super) use newest_first::newest_first;

use super::{
    Clue, Names, entries,
    leads::{before_the_brace, last_look, told},
    origin, told,
};
use crate::report::names::{
    self, counted,
    deciders::{self, Decides},
    flow, given,
};
use std::collections::{BTreeMap, BTreeSet};
use wire::{Code, Failure, Occurrence, Operation, Place, Step};

/// Places of one kind that are told, at most.
const MOST: usize = 3;

/// The conditions under which the error is given that should have come, and did not.
pub(super) fn demanded(failure: &Failure, names: &Names) -> Vec<Clue> {
    let Some(name) = told::missed_variant(failure) else {
        return Vec::new();
    };
    let Some(place) = shown(failure, names) else {
        return Vec::new();
    };
    let mut clues = variants::under(&name, place, names);
    if clues.is_empty() {
        return clues;
    }
    let conditions = clues.iter().filter(|it| it.primary);
    let spots: Vec<flow::Spot> = conditions
        .map(|it| flow::Spot {
            line: it.place.line,
            column: it.place.column,
        })
        .collect();
    // What is asked for may be wrong, and the question right.
    let asked = |file: &syn::File| -> BTreeSet<String> {
        let asked = spots.iter().flat_map(|spot| given::asked(file, *spot));
        asked.collect()
    };
    for field in names.look(&place.file, asked).unwrap_or_default() {
        let written = names::written(&names.sources, |file| names::field(file, &field));
        let changes = written.into_iter().filter(|(_, it)| it.changes);
        let changes: Vec<_> = changes.map(|(place, _)| place).collect();
        if changes.len() <= MOST {
            let clue = |place| Clue::beside(place, format!("`{field}` is changed here"));
            clues.extend(changes.into_iter().map(clue));
        }
    }
    clues.extend(begins_beside(failure, names));
    clues
}

/// Where a field begins as a sum with which the function compares that gave a wrong answer.
pub(super) fn begins_beside(failure: &Failure, names: &Names) -> Vec<Clue> {
    let is_about = matches!(failure.code, Code::WrongValue | Code::LimitExceeded);
    let Some(place) = shown(failure, names).filter(|_| is_about) else {
        return Vec::new();
    };
    let Some(lines) = names.lines_around(place) else {
        return Vec::new();
    };
    let find = |file: &syn::File| given::begin_beside(file, lines);
    let found = names.look(&place.file, find).unwrap_or_default();
    let clue = |(spot, field, line): (flow::Spot, String, u32)| {
        Clue::cause(
            spot.within(&place.file),
            format!("`{field}`, with which line {line} compares, begins as this"),
        )
    };
    found.into_iter().take(MOST).map(clue).collect()
}

/// The conditions under which that is kept which never came: of what the function gives back, or, where one thread does
/// it all, of what it works off.
pub(super) fn left_out(failure: &Failure, names: &Names) -> Vec<Clue> {
    let is_alone = failure.threads.len() == 1;
    let is_about = failure.code == Code::LostItem && last_look(failure).is_none();
    let Some(place) = shown(failure, names).filter(|_| is_about) else {
        return Vec::new();
    };
    let Some(function) = names.around(place) else {
        return Vec::new();
    };
    let lines = (function.first, function.last);
    // A list of the check's holds the calls: then what is called is missing, else what is given back.
    let given_back = |file: &syn::File| given::returned(file, function.spot(), lines);
    let worked_off = |file: &syn::File| flow::taken_from(file, place, lines);
    let is_noted = is_noted(failure);
    if is_noted && !is_alone {
        return Vec::new();
    }
    let name = if is_noted {
        names.look(&place.file, worked_off)
    } else {
        names.look(&place.file, given_back)
    };
    let Some(name) = name.flatten() else {
        return Vec::new();
    };
    let mut clues = Vec::new();
    let exits = names.look(&place.file, |file| given::exits(file, place));
    let exits = exits.filter(|_| is_alone);
    for (spot, under) in exits.unwrap_or_default().into_iter().take(MOST) {
        let line = spot.line;
        clues.push(Clue::cause(
            under.within(&place.file),
            format!("by this condition the loop ends, in line {line}"),
        ));
    }
    let has_exits = !clues.is_empty();
    let puts = names.look(&place.file, |file| flow::puts(file, &name, lines));
    for put in puts.unwrap_or_default().into_iter().take(MOST) {
        let Some(under) = put.under.filter(|_| !put.is_asked) else {
            continue;
        };
        clues.push(Clue {
            place: under.within(&place.file),
            text: format!("put into `{name}` only if this is so"),
            primary: !has_exits,
        });
        clues.push(Clue::beside(
            put.spot.within(&place.file),
            format!("put into `{name}` here"),
        ));
    }
    clues
}

/// A list of the check's ends with the last item that was compared.
fn is_noted(failure: &Failure) -> bool {
    let mut figures = failure.figures.iter();
    let received = figures.find(|figure| figure.name == "received");
    let Some(items) = received.and_then(|it| it.difference).map(|it| it.items) else {
        return false;
    };
    let mut last: BTreeMap<Option<u32>, u64> = BTreeMap::new();
    for step in &failure.steps {
        let note = step
            .note
            .as_deref()
            .and_then(|it| it.strip_prefix("entry "));
        if let Some(number) = note.and_then(|it| it.parse::<u64>().ok())
            && step.operation == Operation::Call
        {
            let most = last.entry(step.object).or_default();
            *most = number.max(*most);
        }
    }
    last.values().any(|most| *most == items)
}

/// Where a figure in the source leaves items out.
pub(super) fn figures(failure: &Failure, names: &Names) -> Vec<Clue> {
    let codes = [Code::WrongOrder, Code::WrongValue, Code::LostItem];
    let mut clues = around(failure, names, &codes, counted::counted);
    // That the first is left out may well be right.
    if let [only] = &mut clues[..] {
        only.primary = only.text.starts_with("no more than");
    }
    clues
}

/// What the source says in the function around the fault, where the code is one of these.
fn around(
    failure: &Failure,
    names: &Names,
    codes: &[Code],
    find: impl Fn(&syn::File, flow::Lines) -> Vec<(flow::Spot, String)>,
) -> Vec<Clue> {
    let place = shown(failure, names);
    place.map_or_else(Vec::new, |it| within(failure, names, it, codes, find))
}

/// The same in the function around a place.
fn within(
    failure: &Failure,
    names: &Names,
    place: &Place,
    codes: &[Code],
    find: impl Fn(&syn::File, flow::Lines) -> Vec<(flow::Spot, String)>,
) -> Vec<Clue> {
    let lines = names.lines_around(place);
    let Some(lines) = lines.filter(|_| codes.contains(&failure.code)) else {
        return Vec::new();
    };
    let found = names.look(&place.file, |file| find(file, lines));
    let clue = |(spot, text): (flow::Spot, String)| Clue::beside(spot.within(&place.file), text);
    let found = found.unwrap_or_default();
    found.into_iter().take(MOST).map(clue).collect()
}

/// A barrier that lets those go together who wait for it in different functions, where the thread that came out of
/// order waited last.
pub(super) fn barrier(failure: &Failure, names: &Names) -> Vec<Clue> {
    let arrives = |step: &&Step| {
        step.operation == Operation::Barrier && step.occurrence != Occurrence::Blocked
    };
    let found = || {
        let (_, at) = entries::entry(failure)?;
        let mut own = told(failure).filter(|it| it.thread == at.thread && it.number < at.number);
        own.rfind(arrives)?.object
    };
    let Some(object) = found().filter(|_| failure.code == Code::WrongOrder) else {
        return Vec::new();
    };
    let waits = told(failure)
        .filter(|step| step.operation == Operation::Barrier && step.object == Some(object));
    let places: BTreeSet<&Place> = waits.filter_map(|step| step.place.as_ref()).collect();
    let places: Vec<&Place> = places.into_iter().collect();
    let [one, other] = places[..] else {
        return Vec::new();
    };
    if names.are_in_one_function(one, other) {
        return Vec::new();
    }
    let what = names.object(object, failure);
    let line = one.line;
    let text = format!("{what} lets go of any who come, here and in line {line}");
    vec![Clue::beside(other.clone(), text)]
}

/// What the thread of the wrong entry looked at last, if nobody had had it before: what it begins as decided.
pub(super) fn untouched(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let (_, entry) = entries::entry(failure)?;
        let is_about = matches!(
            failure.code,
            Code::WrongOrder | Code::WrongValue | Code::DuplicatedItem
        );
        let looks = [Operation::Lock, Operation::Read, Operation::Load];
        let changes = [Operation::Wait, Operation::Store, Operation::Update];
        let had = |it: &Step| looks.contains(&it.operation) || changes.contains(&it.operation);
        let mut own = told(failure).filter(|it| it.thread == entry.thread);
        let look = own.rfind(|it| it.number < entry.number && had(it))?;
        // A wait gives the lock away, and is told by the condition variable.
        let is_look = looks.contains(&look.operation);
        let is_first = |id: u32| {
            let mut steps = failure.steps.iter().filter(|it| it.number < entry.number);
            is_look && steps.all(|it| it.number == look.number || it.object != Some(id) || !had(it))
        };
        let id = look
            .object
            .filter(|id| is_about && failure.elided == 0 && is_first(*id))?;
        let object = failure.objects.iter().find(|it| it.id == id)?;
        let what = names.object(id, failure);
        // Who has it may have changed it already.
        let when = match (look.operation, &look.place) {
            (Operation::Lock, Some(place)) => format!("nobody had it before line {}", place.line),
            _ => "nobody had changed it by then".to_owned(),
        };
        let text = format!("{what} begins as this, and {when}");
        Some(Clue::cause(object.created.clone()?, text))
    };
    found().into_iter().collect()
}

/// Where nothing was a step: what decides in the function at a place.
pub(in super::super) fn deciders(failure: &Failure, place: &Place, names: &Names) -> Vec<Clue> {
    if failure.code == Code::TooEarly && failure.steps.is_empty() {
        return ways_out(place, names);
    }
    let decides = match failure.code {
        Code::WrongOrder => Decides::Order,
        Code::LostItem | Code::EarlyClose => Decides::Absence,
        Code::WrongValue if variants::are_as_long(failure) => {
            return variants::around(failure, place, names);
        }
        Code::WrongValue => Decides::End,
        _ => return Vec::new(),
    };
    let function = names.around(place).filter(|it| it.first == place.line);
    let Some(lines) = function.map(|it| (it.first, it.last)) else {
        return Vec::new();
    };
    let find = |file: &syn::File| deciders::deciders(file, lines, decides);
    let found = names.look(&place.file, find).unwrap_or_default();
    let clue =
        |(spot, text): (flow::Spot, &str)| Clue::beside(spot.within(&place.file), text.to_owned());
    found.into_iter().take(MOST).map(clue).collect()
}

/// Where no step was made at all: the ways out of the function at a place that come before it locks or waits.
fn ways_out(place: &Place, names: &Names) -> Vec<Clue> {
    let function = names.around(place).filter(|it| it.first == place.line);
    let Some(lines) = function.map(|it| (it.first, it.last)) else {
        return Vec::new();
    };
    let find = |file: &syn::File| deciders::left_before_a_lock(file, lines);
    let found = names.look(&place.file, find).unwrap_or_default();
    let clue = |spot: flow::Spot| {
        Clue::cause(
            spot.within(&place.file),
            "it may end here, before it locks or waits for anything".to_owned(),
        )
    };
    found.into_iter().take(MOST).map(clue).collect()
}

/// Where it showed, was sent, or was last seen, in the learner's code.
pub(super) fn shown<'f>(failure: &'f Failure, names: &Names) -> Option<&'f Place> {
    let sent = || origin::place(&origin::origin(failure)?);
    let last = || told(failure).next_back()?.place.as_ref();
    let entry = entries::entry(failure).and_then(|(_, step)| step.place.as_ref());
    let place = entry
        .or(failure.place.as_ref())
        .or_else(sent)
        .or_else(last)?;
    let before = before_the_brace(failure, place, names);
    Some(before.and_then(|step| step.place.as_ref()).unwrap_or(place))
}
