//! Advice for places that were found beside the steps.

use super::{
    Way, adapters, alike_closed, arms, asked_before, asked_once, asks_again, batched, below_zero,
    borrowed, called_again, carried, closed_before, counted_before, counted_once, cut_up, drained,
    dropped_at_once, early, empty_taken, error_arm, fallback, for_all, gives_up_silently,
    guard_dropped, half_done, head_guard, heads, heard_and_sent, in_hand, initial, joined,
    joined_first, kept_in_buffer, kept_sender, last_received, late_ticks, left_out, let_go,
    lets_in, limits_off, looped, lost_errors, one_message, only_after, only_cloned, only_put,
    outside_lock, overtake, polls, put_over, queued_before, renumbered, sends_too, set_back,
    slept_in_line, stale, stopped, taken_bit_by_bit, taken_late, told_by_one, turn_kept, two_locks,
    unawaited, uncounted, unlooked, unnoted, untold, unwaited, waits_with, went_on,
};
use crate::report::story::Names;
use wire::Failure;

/// What to do about the first of them that is there.
pub(in super::super::super) fn hint(failure: &Failure, names: &Names) -> Option<&'static str> {
    let mut hints = HINTS.iter().chain(FURTHER);
    hints
        .find(|(way, _)| !way(failure, names).is_empty())
        .map(|(_, text)| *text)
}

const NAME: &str =
    "give it a name, as in `let _guard = …`: what is bound to `_` alone is dropped at once";

/// What to do about each, those first that say most.
const HINTS: &[(Way, &str)] = &[
    (dropped_at_once::dropped, NAME),
    (guard_dropped::guard_dropped, NAME),
    (borrowed::borrowed, borrowed::ADVICE),
    (below_zero::below_zero, below_zero::ADVICE),
    (set_back::set_back, set_back::ADVICE),
    (counted_once::counted_once, counted_once::ADVICE),
    (fallback::fallback, fallback::ADVICE),
    (closed_before::closed_before, closed_before::ADVICE),
    (counted_before::counted_before, counted_before::ADVICE),
    (left_out::gives_up_full, left_out::TAKE_FIRST),
    (left_out::only_if_ok, left_out::ALL_THE_SAME),
    (asked_before::asked_before, asked_before::ADVICE),
    (empty_taken::empty_taken, empty_taken::ADVICE),
    (kept_in_buffer::kept_in_buffer, kept_in_buffer::ADVICE),
    (late_ticks::late_ticks, late_ticks::ADVICE),
    (told_by_one::told_by_one, told_by_one::ADVICE),
    (turn_kept::turn_kept, turn_kept::ADVICE),
    (
        error_arm::passed_over,
        "the signal was received: let a value end it as well as a close, whatever came",
    ),
    (
        heard_and_sent::sent,
        "the signal was heard: hand out nothing more after that, whatever is queued already",
    ),
    (
        gives_up_silently::silent,
        "notify under the lock after each change that somebody may wait for",
    ),
    (
        only_cloned::only_cloned,
        "a sleep notices nothing: wait for what ends the thread, instead of sleeping",
    ),
    (
        went_on::went_on,
        "wait for what is in hand, too: that nothing is queued does not say that all is done",
    ),
    (
        unlooked::unlooked,
        "look at every one before you choose: that nobody looked does not say that nothing was there",
    ),
    (
        renumbered::renumbered,
        "a place in a list is a name only as long as nothing before it is taken out: keep the number with the thing",
    ),
    (
        looped::passed_by,
        "what was not taken has to be offered again: go on to the next only after it was sent",
    ),
    (
        looped::wrong_loop,
        "look at what the loop goes through: where it begins, and where it ends",
    ),
    (
        queued_before::queued_before,
        "what was sent before the signal is begun after it: hand out no more than can begin at once",
    ),
    (
        polls::now_and_then,
        "compute one deadline at the beginning, and wait only for what is left of it",
    ),
    (
        early::left,
        "each way out has to see to the end: what is over already is ended here, at once",
    ),
    (
        stopped::stopped,
        "look at what sets this flag, and whether that is a reason to hand out nothing more",
    ),
    (
        last_received::last_received,
        "look at when this loop may end: not before all that was handed out has come back",
    ),
    (for_all::for_all, for_all::ADVICE),
    (stale::stale, stale::ADVICE),
    (unnoted::unnoted, unnoted::ADVICE),
    (asks_again::asks_again, slept_in_line::ADVICE),
    (carried::carried, carried::ADVICE),
    (adapters::pieces, adapters::ONE_QUEUE),
    (adapters::collected, adapters::ONE_BY_ONE),
    (let_go::cycled, let_go::WHO_IS_FREE),
    (let_go::picked, let_go::WHO_IS_FREE),
    (heads::unasked, heads::ASK),
    (initial::rounded, initial::WHOLE),
    (adapters::wraps, adapters::CHECKED),
    (adapters::pushed, overtake::ADVICE),
    (overtake::alone, overtake::START),
    (overtake::senders, overtake::ADVICE),
    (overtake::starters, overtake::START),
    (overtake::crowd, overtake::START),
    (joined_first::joined_first, joined_first::ADVICE),
    (called_again::called_again, called_again::ADVICE),
    (slept_in_line::slept_in_line, slept_in_line::ADVICE),
    (kept_sender::kept_sender, kept_sender::ADVICE),
    (sends_too::sends_too, sends_too::ADVICE),
    (uncounted::arm, uncounted::ADVICE),
    (unawaited::unawaited, unawaited::ADVICE),
    (cut_up::cut_up, cut_up::ADVICE),
    (two_locks::later, two_locks::LATER),
    (two_locks::removed, two_locks::REMOVED),
    (put_over::put_over, put_over::ADVICE),
    (batched::batched, batched::ADVICE),
    (
        uncounted::call,
        "what is counted beside one such call has to be counted beside each of them",
    ),
    (lets_in::lets_in, lets_in::ADVICE),
    (unwaited::unwaited, unwaited::ADVICE),
    (outside_lock::outside_lock, outside_lock::ADVICE),
    (untold::untold, untold::ADVICE),
    (half_done::half_done, half_done::ADVICE),
    (in_hand::in_hand, in_hand::ADVICE),
    (head_guard::held_in_the_body, head_guard::ADVICE),
    (waits_with::beside_a_full_queue, waits_with::ONE_MORE),
    (waits_with::all_who_work, waits_with::NO_WORKER),
    (taken_bit_by_bit::taken_bit_by_bit, taken_bit_by_bit::ADVICE),
    (only_put::only_put, only_put::ADVICE),
    (
        joined::in_this_order,
        "wait first for the thread that has ended already: its panic is to be passed on, and must not be held up by the others",
    ),
    (
        drained::in_vain,
        "what nobody wants need not be read: drop the receiver, and who sends learns of it by a failed `send`",
    ),
    (
        arms::closed,
        "look at what each way out of the `select!` tells, and which of them was taken here",
    ),
    (
        alike_closed::alike_closed,
        "look at whom a cancellation reaches, and at who keeps the sender that should have been dropped",
    ),
];

/// More of them.
const FURTHER: &[(Way, &str)] = &[
    (only_after::only_after, only_after::ADVICE),
    (
        lost_errors::one_for_all,
        "look at the error that came: that the time is over and that the channel is closed are two different answers",
    ),
    (
        lost_errors::caught,
        "hand on what `catch_unwind` gives, with all that the panic said: it is the outcome",
    ),
    (
        limits_off::rounded,
        "compare deadlines, not rounded durations: wait with the limit as it was given",
    ),
    (
        limits_off::begun_once,
        "begin the limit anew with each value, inside the loop: a limit that is begun before the loop is one for all values together",
    ),
    (
        taken_late::without_a_limit,
        "wait with a limit, for what is left of the time: `recv_deadline`, or a `select!` with `at`",
    ),
    (
        taken_late::for_one_alone,
        "wait for all of them at once: let all send on one channel, or `select!` over them",
    ),
    (asked_once::empty, empty_taken::ADVICE),
    (
        asked_once::in_the_send,
        "wait for both at once: receive in the same `select_biased!` that sends what is in hand, and before that",
    ),
    (
        one_message::asked_again,
        "keep what was heard where all who work look at it, outside of the loop: a message comes once, and to one of them",
    ),
    (
        one_message::not_asked_first,
        "ask before the first thing is begun, too",
    ),
    (
        one_message::not_heard,
        "count a message as well as the close: only `Empty` says that nothing has come",
    ),
    (
        one_message::not_closed,
        "drop every sender instead of sending: all who listen find the channel closed",
    ),
];
