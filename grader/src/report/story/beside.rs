//! Places that lead to a fault beside those that the steps show, each found on its own.

pub(super) use left_for_one::ends_with_one;

pub(super) use other_way::other_way;
pub(super) use slept_before::slept_before;

pub(super) use heard_and_sent::heard;

pub(super) use alike_closed::parent_closed;
pub(super) use borrowed::borrowed;
pub(super) use gives_up::ends as give_up;
pub(super) use keeps::sender_in;
pub(super) use queued_before::is_queued;

mod adapters;
mod after_an_error;
mod again;
mod alike_closed;
mod all_ready;
mod answered_before;
mod answerer;
mod arms;
mod asked_before;
mod asked_once;
mod asks_again;
mod barged;
mod batched;
mod begun_once;
mod below_zero;
mod biased;
mod blind;
mod borrowed;
mod brought_late;
mod called_again;
mod caller_works;
mod came_late;
mod carried;
mod chosen;
mod clocks;
mod cloned;
mod closed_at_once;
mod closed_before;
mod counted_before;
mod counted_once;
mod cut_up;
mod dealt;
mod drained;
mod dropped_at_once;
mod early;
mod empty_taken;
mod ends_in_hand;
mod error_arm;
mod error_given;
mod fallback;
mod fixed_index;
mod flagged;
mod flags;
mod for_all;
mod given_up;
mod gives_up;
mod gives_up_silently;
mod grace;
mod guard_dropped;
mod half_done;
mod head_guard;
mod heads;
mod heard;
mod heard_and_sent;
mod held_down;
mod hints;
mod idle_ends;
mod in_hand;
mod initial;
mod joined;
mod joined_first;
mod keeps;
mod kept_in_buffer;
mod kept_sender;
mod last_received;
mod late_ticks;
mod left_for_one;
mod left_in_hand;
mod left_out;
mod let_go;
mod let_through;
mod lets_in;
mod limits_off;
mod loop_ends;
mod looped;
mod lost_errors;
mod made_up;
mod one_by_one;
mod one_message;
mod one_more;
mod only_after;
mod only_cloned;
mod only_dropped;
mod only_put;
mod only_told;
mod other_way;
mod outside_lock;
mod overtake;
mod owed;
mod passed_over;
mod past_the_signal;
mod polls;
mod put_aside;
mod put_over;
mod queued_before;
mod queues;
mod reckoned;
mod renumbered;
mod replaced;
mod room;
mod send_loop;
mod sends_too;
mod set_back;
mod shared_end;
mod shifted;
mod slept_before;
mod slept_in_line;
mod spins;
mod stale;
mod still_true;
mod stopped;
mod stops_short;
mod taken;
mod taken_bit_by_bit;
mod taken_late;
mod text_of;
mod thrown_away;
mod told_by_one;
mod told_too_soon;
mod told_wrong;
mod turn_kept;
mod two_locks;
mod unawaited;
mod uncounted;
mod unheard;
mod unlooked;
mod unnoted;
mod unordered;
mod unread;
mod unreceived;
mod unseen;
mod unsent;
mod untold;
mod unwaited;
mod waits_with;
mod went_on;
mod which_error;
mod worked_out;

pub(in super::super) use again::asked_after as asked_after_its_end;
pub(in super::super) use answered_before::answered_before;
pub(in super::super) use came_late::is_late;
pub(in super::super) use clocks::set_for_all;
pub(in super::super) use fixed_index::fixed_index;
pub(in super::super) use flagged::flagged;
pub(in super::super) use given_up::given_up;
pub(in super::super) use grace::is_over;
pub(in super::super) use guard_dropped::guard_dropped;
pub(in super::super) use hints::hint;
pub(in super::super) use joined::is_the_checks;
pub(in super::super) use loop_ends::loop_ends;
pub(in super::super) use made_up::made_up;
pub(in super::super) use shared_end::shared_end;
pub(in super::super) use spins::on_the_gone;
pub(in super::super) use told_too_soon::told_too_soon;
pub(in super::super) use told_wrong::is_reckoned;
pub(in super::super) use unordered::unordered_at;
pub(in super::super) use unread::{advice_at as advice_of_the_unread, unread_at};
pub(in super::super) use unseen::{errors_left_out, without_a_step};
pub(in super::super) use unsent::unsent;
pub(in super::super) use worked_out::is_worked_out;

use super::{Names, clue::Clue, held, longest, thrown};
use wire::{Code, Failure, Operation};

/// All of them.
pub(in super::super) fn beside(failure: &Failure, names: &Names) -> Vec<Clue> {
    let ways = [WAYS, ANSWERS, ORDER_AND_ROOM, FURTHER];
    let ways = ways.into_iter().flatten();
    ways.flat_map(|way| way(failure, names)).collect()
}

/// Those of waits, of who was let in, and of what was lost.
const WAYS: &[Way] = &[
    no_room,
    shifted::rounds,
    send_loop::ends,
    send_loop::turns,
    thrown::beside,
    taken::taken,
    unreceived::left_waiting,
    unreceived::looked_before,
    biased::biased,
    chosen::chosen,
    made_up::made_up,
    thrown_away::thrown_away,
    heard::heard,
    one_by_one::one_by_one,
    closed_at_once::closed_at_once,
    text_of::text_of,
    dealt::dealt,
    arms::nothing_ready,
    clocks::set_for_all,
    clocks::set_when_received,
    flags::turned,
    queues::left_in_a_queue,
    spins::taken_out,
    spins::put_in,
    unlooked::unlooked,
    renumbered::renumbered,
    unsent::unsent,
    reckoned::reckoned,
    told_wrong::told_wrong,
    held_down::held_down,
    brought_late::brought_late,
    begun_once::begun_once,
    one_more::one_more,
    flagged,
    given_up,
    without_a_step,
    errors_left_out,
    arms::closed,
    came_late::entered,
    cloned::senders,
    early::left,
    grace::over,
    keeps::links,
    keeps::lent,
    last_received::last_received,
    stopped::stopped,
    stops_short::stops_short,
    joined::joined,
    joined::in_this_order,
    left_for_one::left_for_one,
    told_too_soon::told_too_soon,
    loop_ends::loop_ends,
    answered_before::answered_before,
    drained::drained,
    unheard::unheard,
    shared_end,
    idle_ends::heard_by_nobody,
    idle_ends::idle_ends,
    dropped_at_once::dropped,
    error_arm::passed_over,
    heard_and_sent::sent,
    gives_up_silently::silent,
    only_cloned::only_cloned,
    went_on::went_on,
    looped::sent,
    looped::passed_by,
    alike_closed::alike_closed,
    only_dropped::only_dropped,
    only_put::only_put,
    replaced::replaced,
    queued_before::queued_before,
    polls::now_and_then,
    gives_up::gives_up,
    joined_first::joined_first,
    sends_too::sends_too,
    barged::barged,
    called_again::called_again,
    slept_in_line::slept_in_line,
    kept_sender::kept_sender,
    passed_over::condition,
    blind::blind,
    put_aside::put_aside,
    error_given::error_given,
    owed::owed,
    unread::unread,
    uncounted::call,
    uncounted::arm,
    unawaited::unawaited,
    cut_up::cut_up,
    put_over::put_over,
    batched::batched,
    two_locks::later,
    two_locks::removed,
    asked_before::asked_before,
    empty_taken::empty_taken,
    guard_dropped,
    kept_in_buffer::kept_in_buffer,
    late_ticks::late_ticks,
    told_by_one::told_by_one,
    turn_kept::turn_kept,
    lets_in::lets_in,
    unwaited::unwaited,
    outside_lock::outside_lock,
    untold::untold,
    half_done::half_done,
    taken_bit_by_bit::taken_bit_by_bit,
    in_hand::in_hand,
    head_guard::held_in_the_body,
    waits_with::beside_a_full_queue,
    waits_with::all_who_work,
    still_true::still_true,
];

/// It is told where something is put in that stays, or replaces what was there.
pub(super) fn is_put(failure: &Failure, names: &Names) -> bool {
    [only_put::only_put, replaced::replaced]
        .iter()
        .any(|way| !way(failure, names).is_empty())
}

/// Those of what decides an order, how much room there is, and which value comes.
const ORDER_AND_ROOM: &[Way] = &[
    room::room,
    overtake::senders,
    overtake::starters,
    adapters::remainder,
    adapters::backwards,
    adapters::pieces,
    adapters::collected,
    adapters::pushed,
    adapters::wraps,
    adapters::derived,
    initial::initial,
    initial::rounded,
    let_go::unlocked,
    let_go::found_empty,
    let_go::cycled,
    let_go::picked,
    heads::one_more,
    heads::begins,
    heads::chained,
    heads::any_ready,
    heads::asked,
    heads::unasked,
    overtake::crowd,
    overtake::alone,
];

/// What is thrown away, passed by, or comes too late.
const FURTHER: &[Way] = &[
    let_through::let_through,
    only_after::only_after,
    lost_errors::not_joined,
    lost_errors::caught,
    lost_errors::one_for_all,
    limits_off::rounded,
    limits_off::begun_once,
    taken_late::while_ready,
    taken_late::without_a_limit,
    taken_late::for_one_alone,
    left_in_hand::left,
    past_the_signal::passed_by,
    past_the_signal::after_it,
    asked_once::empty,
    asked_once::in_the_send,
    which_error::which,
    one_message::asked_again,
    one_message::not_asked_first,
    one_message::not_heard,
    one_message::not_closed,
    caller_works::itself,
    only_told::only_told,
    only_told::ends_the_others,
    after_an_error::sent,
    after_an_error::unasked,
    borrowed,
    set_back::set_back,
    fallback::fallback,
    closed_before::closed_before,
    counted_before::counted_before,
    left_out::gives_up_full,
    left_out::only_if_ok,
    all_ready::all_ready,
    ends_in_hand::ends_in_hand,
];

/// What to do about it, where one of these places says that.
pub(in super::super) fn advice_of_a_place(
    failure: &Failure,
    names: &Names,
) -> Option<&'static str> {
    chosen::advice(failure, names)
        .or_else(|| made_up::advice(failure, names))
        .or_else(|| thrown_away::advice(failure, names))
        .or_else(|| one_by_one::advice(failure, names))
        .or_else(|| closed_at_once::advice(failure, names))
        .or_else(|| text_of::advice(failure, names))
        .or_else(|| dealt::advice(failure))
        .or_else(|| arms::advice(failure, names))
        .or_else(|| barged::advice(failure, names))
        .or_else(|| passed_over::advice(failure, names))
        .or_else(|| told_wrong::advice(failure, names))
        .or_else(|| worked_out::advice(failure, names))
        .or_else(|| answered_before::advice(failure, names))
        .or_else(|| heard::advice(failure, names))
        .or_else(|| owed::advice(failure))
        .or_else(|| unread::advice(failure, names))
        .or_else(|| super::slice::advice_of_a_merge(failure, names))
}

/// The places that say by themselves why an answer was wrong.
const ANSWERS: &[Way] = &[
    for_all::for_all,
    stale::stale,
    unnoted::unnoted,
    asks_again::asks_again,
    carried::carried,
    below_zero::below_zero,
    counted_once::counted_once,
];

/// One of them is there.
pub(super) fn is_answered(failure: &Failure, names: &Names) -> bool {
    ANSWERS.iter().any(|way| !way(failure, names).is_empty())
}

/// Looks for places of one kind.
type Way = fn(&Failure, &Names) -> Vec<Clue>;

/// Where the channel of the learner's was created that had no room when time passed in a send.
fn no_room(failure: &Failure, names: &Names) -> Vec<Clue> {
    let is_about = matches!(failure.code, Code::TooLate | Code::NotConcurrent);
    if !is_about || held(failure).is_some() {
        return Vec::new();
    }
    let object = longest(failure, names)
        .map(|spent| spent.step)
        .filter(|step| step.operation == Operation::Send)
        .and_then(|step| step.object);
    let channel = failure.objects.iter().find(|it| Some(it.id) == object);
    let bounded = channel.filter(|it| it.kind.starts_with("channel of capacity "));
    let clue = bounded.and_then(|it| {
        let name = names.object(it.id, failure);
        let created = it.created.clone()?;
        let room = it.kind.strip_prefix("channel of capacity ");
        let full = room.filter(|it| *it != "0").map(|room| {
            let (value, waits) = if room == "1" {
                ("value", "waits")
            } else {
                ("values", "wait")
            };
            format!("; while {room} {value} {waits} in it, whoever sends has to wait, too")
        });
        let full = full.unwrap_or_default();
        Some(Clue::beside(
            created,
            format!("{name} is created here{full}"),
        ))
    });
    clue.into_iter().collect()
}
