//! Who made an entry in a list of the check's, or came to work, and what that thread had looked at before.

use super::{
    Names, at_the_peak, between, kept_over, leads::Lead, leads::told, nth, origin, overhauled,
    overtaken, passed_over, wants_a_panic,
};
use std::collections::BTreeMap;
use wire::{Code, Failure, Occurrence, Operation, Place, Step, ThreadReport};

/// The first wrong entry of a list of the check's, counted from 1, and the step that made it. Of several lists of that
/// length it is not known which was compared: the first such step then, if they were all made by one thread at one place.
pub(in super::super) fn entry(failure: &Failure) -> Option<(u64, &Step)> {
    if origin::origin(failure).is_some() {
        return None;
    }
    let figure = failure.figures.iter().find(|it| it.name == "received")?;
    let difference = figure.difference?;
    let is_entry = |step: &&Step, number: u64| {
        let note = step
            .note
            .as_deref()
            .and_then(|note| note.strip_prefix("entry "));
        step.operation == Operation::Call && note == Some(&number.to_string())
    };
    // Lists whose last entry is the last item that was compared.
    let longer: Vec<Option<u32>> = failure
        .steps
        .iter()
        .filter(|step| is_entry(step, difference.items + 1))
        .map(|step| step.object)
        .collect();
    let ends = |step: &&Step| is_entry(step, difference.items) && !longer.contains(&step.object);
    let lists: Vec<Option<u32>> = failure
        .steps
        .iter()
        .filter(ends)
        .map(|it| it.object)
        .collect();
    let item = difference.index + 1;
    let makes = |step: &&Step| is_entry(step, item) && lists.contains(&step.object);
    let mut made = failure.steps.iter().filter(makes);
    let step = made.next()?;
    let is_alike = |it: &Step| it.thread == step.thread && it.place == step.place;
    made.all(is_alike).then_some((item, step))
}

/// Other lists of the check's have such an entry, too, so that it is not known in which step this one was made.
fn is_one_of_several(item: u64, step: &Step, failure: &Failure) -> bool {
    let note = format!("entry {item}");
    failure.steps.iter().any(|it| {
        it.operation == Operation::Call
            && it.object != step.object
            && it.note.as_ref() == Some(&note)
    })
}

/// The one list of the check's that has so many entries.
pub(in super::super) fn entries_of(failure: &Failure, count: u64) -> Option<u32> {
    let mut counts: BTreeMap<u32, u64> = BTreeMap::new();
    for step in &failure.steps {
        let note = step.note.as_deref().unwrap_or_default();
        if step.operation == Operation::Call
            && let Some(number) = note
                .strip_prefix("entry ")
                .and_then(|it| it.parse::<u64>().ok())
            && let Some(id) = step.object
        {
            let most = counts.entry(id).or_default();
            *most = number.max(*most);
        }
    }
    let mut lists = counts.into_iter().filter(|(_, most)| *most == count);
    let list = lists.next().map(|(id, _)| id);
    list.filter(|_| lists.next().is_none())
}

/// Where the first wrong entry was made, by whom, and what that thread did before.
pub(super) fn wrong_entry<'f>(failure: &'f Failure, names: &Names) -> Vec<Lead<'f>> {
    let Some((item, step)) = entry(failure) else {
        return Vec::new();
    };
    let who = names.thread(step.thread);
    let when = if is_one_of_several(item, step, failure) {
        String::new()
    } else {
        format!(", in step {}", nth(step))
    };
    let made = Lead {
        step,
        text: format!("{who} makes entry {item} here{when}"),
        primary: true,
    };
    let than = match step.place {
        Some(_) => "before that".to_owned(),
        None => format!("before it made entry {item}{when}"),
    };
    let before = before(failure, names, step, &than);
    let looked = before.as_ref().map(|it| it.step);
    // What was read before a wait explains enough.
    let looked = looked.filter(|_| kept_over(failure, names).is_empty());
    let later = looked.and_then(|looked| overtaken::later(failure, names, (looked, step)));
    let earlier = overhauled::overhauled(failure, names, step);
    let passed_over =
        looked.and_then(|looked| passed_over::passed_over(failure, names, (looked, step)));
    let leads = std::iter::once(made).chain(before);
    leads
        .chain(later)
        .chain(earlier)
        .chain(passed_over)
        .collect()
}

/// What the thread of the wrong entry had looked at before that.
pub(super) fn looked_before<'f>(failure: &'f Failure, names: &Names) -> Option<&'f Step> {
    let (_, wrong) = entry(failure)?;
    Some(before(failure, names, wrong, "")?.step)
}

/// Where the thread of the next entry was woken before the wrong one was made, and had to wait again.
pub(super) fn kept_waiting<'f>(failure: &'f Failure, names: &Names) -> Option<&'f Step> {
    let (_, wrong) = entry(failure)?;
    let looked = looked_before(failure, names)?;
    passed_over::passed_over(failure, names, (looked, wrong)).map(|it| it.step)
}

/// Where a thread looked last before a step, at what others may change, or took something from them; what
/// it gave back says nothing of that. `than` says before what.
fn before<'f>(failure: &'f Failure, names: &Names, step: &Step, than: &str) -> Option<Lead<'f>> {
    let looks = [
        Operation::Lock,
        Operation::Read,
        Operation::Wait,
        Operation::Receive,
        Operation::Load,
        Operation::Update,
    ];
    let mut own = told(failure).filter(|it| it.thread == step.thread && it.number < step.number);
    let step = own.rfind(|it| {
        looks.contains(&it.operation)
            && it.occurrence != Occurrence::Blocked
            && !names.is_in_drop(it)
    })?;
    let what = names.end(step.object?, step.operation, failure);
    let who = names.thread(step.thread);
    let did = match (step.operation, step.occurrence) {
        (Operation::Lock | Operation::Read, Occurrence::Done) => format!("had {what} from here"),
        (Operation::Wait, Occurrence::Done) => format!("was woken here on {what}"),
        (Operation::Wait, _) => format!("had waited long enough here on {what}"),
        (Operation::Receive, Occurrence::Done) => format!("received from {what} here"),
        (Operation::Receive, Occurrence::TimedOut) => {
            format!("had waited long enough here for {what}")
        }
        (Operation::Receive, Occurrence::Disconnected) => format!("found {what} closed here"),
        (Operation::Receive, _) => format!("found nothing in {what} here"),
        (Operation::Load, _) => format!("looked at {what} here"),
        (Operation::Update, Occurrence::Done) => format!("changed {what} here"),
        _ => return None,
    };
    Some(Lead {
        step,
        text: format!("{who} {did}, {than}"),
        primary: step.operation == Operation::Wait,
    })
}

/// How what is said by [`last_in`] ends, with the number of an entry behind the first.
const MADE: &str = "before it made ";
const BEGAN: &str = "before it began its work";

/// It is said of what somebody looked at before the last thing that the check noted.
pub(in super::super) fn is_before_a_note(text: &str) -> bool {
    let entry = text
        .rsplit_once(MADE)
        .and_then(|(_, it)| it.strip_prefix("entry "));
    let is_number = |it: &str| it.chars().all(|it| it.is_ascii_digit());
    text.ends_with(BEGAN) || entry.is_some_and(is_number)
}

/// What the last that came to work, or made an entry in a list of the check's, had looked at before:
/// where nothing else shows anything.
pub(in super::super) fn last_in<'f>(failure: &'f Failure, names: &Names) -> Option<Lead<'f>> {
    let is_entry = |step: &Step| {
        let note = step.note.as_deref().unwrap_or_default();
        step.operation == Operation::Enter
            || step.operation == Operation::Call && note.starts_with("entry ")
    };
    let last = failure.steps.iter().rfind(|step| is_entry(step))?;
    let is_told = failure.code == Code::Panic && between(failure, names).is_some();
    if wants_a_panic(failure) || is_told {
        return None;
    }
    let than = match (last.operation, last.note.as_deref()) {
        (Operation::Call, Some(entry)) => format!("{MADE}{entry}"),
        _ => BEGAN.to_owned(),
    };
    let lead = before(failure, names, last, &than)?;
    let step = lead.step;
    // That nothing was there is no cause in itself.
    let is_empty = step.operation == Operation::Receive && step.occurrence == Occurrence::Refused;
    Some(Lead {
        primary: !is_empty,
        ..lead
    })
}

/// How the last of too many came in.
pub(in super::super) fn comes_in<'f>(failure: &'f Failure, names: &Names) -> Option<Lead<'f>> {
    let (_, inside) = at_the_peak(failure)?;
    before(failure, names, inside.last()?, "before that")
}

/// The channels on which those who were inside had sent last, before they came in: how much room there is
/// in them says how many may.
pub(in super::super) fn let_in(failure: &Failure) -> Vec<u32> {
    let Some((_, inside)) = at_the_peak(failure) else {
        return Vec::new();
    };
    let is_own = |id: u32| {
        let object = failure.objects.iter().find(|it| it.id == id);
        object.is_some_and(|it| it.created.is_some() && it.kind.contains("channel"))
    };
    let last = |inside: &Step| {
        let mut own = told(failure)
            .filter(|it| it.thread == inside.thread && it.number < inside.number)
            .filter(|it| it.occurrence == Occurrence::Done);
        let last = own.next_back()?;
        last.object
            .filter(|_| last.operation == Operation::Send)
            .filter(|&id| is_own(id))
    };
    let mut channels: Vec<u32> = inside.into_iter().filter_map(last).collect();
    channels.dedup();
    channels
}

/// How many threads are started at one place, if all of them were at work at once and that was too many; and where.
pub(in super::super) fn too_many_started(failure: &Failure) -> Option<(usize, &Place)> {
    let mut figures = failure.figures.iter();
    let at_once = figures.find(|it| it.name == "at once")?;
    let works = |it: &ThreadReport| {
        let mut steps = failure.steps.iter();
        steps.any(|step| step.thread == it.id && step.operation == Operation::Enter)
    };
    let mut places: BTreeMap<&Place, (usize, bool)> = BTreeMap::new();
    for thread in &failure.threads {
        if let Some(place) = &thread.spawned {
            let (count, all_work) = places.entry(place).or_insert((0, true));
            *count += 1;
            *all_work &= works(thread);
        }
    }
    let is_it = |&(_, (count, all_work)): &(&Place, (usize, bool))| {
        failure.code == Code::LimitExceeded && all_work && at_once.value == count.to_string()
    };
    let (place, (count, _)) = places.into_iter().find(is_it)?;
    Some((count, place))
}
