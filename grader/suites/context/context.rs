//! The hidden suite of `Context`: who is done, when, why, and who is not.

use crate::common::{AGES, expect_done, expect_running, is_closed, ms};
use check::prelude::*;
use context::{Canceller, Cause, Context};
use std::thread;

const NANOSECOND: Duration = Duration::from_nanos(1);

/// Waits until `context` is done, and finds the cause there.
fn wait_for(what: &str, context: &Context) -> Cause {
    let done = context.done();
    let closed = during(Code::CancellationIgnored, what, || done.recv()).is_err();
    expect(
        closed,
        Code::WrongValue,
        format!("{what}: a message came; `done` should only close"),
    );
    let Some(cause) = context.cause() else {
        fail(
            Code::WrongValue,
            format!("{what}: `done` is closed, and there is no cause yet"),
        );
    };
    cause
}

check::suite! {
    /// A cancelled context is done, with the cause `Cancelled`; before, it is not.
    #[check(basic, weight = 3, exhaustive)]
    fn can_be_cancelled() {
        let (context, canceller) = Context::background().with_cancel();
        expect_running("a new context", &context);
        let early = context.done();
        canceller.cancel();
        expect_done("a cancelled context", &context, Cause::Cancelled);
        expect_eq(
            "whether the receiver that it gave before is closed",
            is_closed("`done`", &early),
            true,
        );
    }

    /// A context is done when its deadline comes, with the cause `DeadlineExceeded`; before, it is not.
    #[check(basic, weight = 3, exhaustive)]
    fn can_time_out() {
        let (context, _canceller) = Context::background().with_timeout(ms(100));
        advance(ms(99));
        expect_running("a context at 99 of 100 ms", &context);
        advance(ms(2));
        expect_done(
            "a context at 101 of 100 ms",
            &context,
            Cause::DeadlineExceeded,
        );
        let (context, _canceller) = Context::background().with_deadline(Instant::now() + ms(50));
        expect_running("a context before its deadline", &context);
        advance(ms(51));
        expect_done(
            "a context after its deadline",
            &context,
            Cause::DeadlineExceeded,
        );
    }

    /// The background is never done, and has no deadline.
    #[check(cancellation)]
    fn the_background_is_never_done() {
        let root = Context::background();
        let (_child, canceller) = root.with_cancel();
        canceller.cancel();
        advance(AGES);
        expect_running("the background", &root);
        expect_eq("the deadline of the background", root.deadline(), None);
    }

    /// When a context is done, so are all its descendants, with its cause.
    #[check(cancellation, weight = 3)]
    fn descendants_follow() {
        let (parent, canceller) = Context::background().with_cancel();
        let (child, _keep_child) = parent.with_cancel();
        let (grandchild, _keep_grandchild) = child.with_timeout(AGES);
        let clone = grandchild.clone();
        canceller.cancel();
        for (what, context) in [
            ("the child", &child),
            ("the grandchild", &grandchild),
            ("its clone", &clone),
        ] {
            expect_done(what, context, Cause::Cancelled);
        }

        let (parent, _keep) = Context::background().with_timeout(ms(100));
        let (child, _keep_child) = parent.with_cancel();
        let (grandchild, _keep_grandchild) = child.with_cancel();
        advance(ms(101));
        for (what, context) in [("the child", &child), ("the grandchild", &grandchild)] {
            expect_done(
                &format!("{what} of a context that timed out"),
                context,
                Cause::DeadlineExceeded,
            );
        }
    }

    /// What happens to a child changes neither its parent nor its siblings.
    #[check(cancellation, weight = 3)]
    fn nobody_else_follows() {
        let root = Context::background();
        let (parent, parents) = root.with_cancel();
        let (child, childs) = parent.with_cancel();
        let (sibling, _keep) = parent.with_timeout(AGES);
        let (hasty, _keep) = parent.with_timeout(ms(10));
        childs.cancel();
        advance(ms(11));
        expect_done("the child that was cancelled", &child, Cause::Cancelled);
        expect_done("the child that timed out", &hasty, Cause::DeadlineExceeded);
        for (what, context) in [
            ("the parent", &parent),
            ("the sibling", &sibling),
            ("the root", &root),
        ] {
            expect_running(what, context);
        }
        parents.cancel();
        expect_done(
            "the sibling, after its parent was cancelled",
            &sibling,
            Cause::Cancelled,
        );
    }

    /// The first cause stays, whatever comes later.
    #[check(ordering, weight = 3)]
    fn the_first_cause_stays() {
        let (parent, parents) = Context::background().with_timeout(ms(100));
        let (child, childs) = parent.with_cancel();
        childs.cancel();
        advance(ms(101));
        parents.cancel();
        expect_done(
            "the parent, cancelled after its deadline",
            &parent,
            Cause::DeadlineExceeded,
        );
        expect_done(
            "the child, cancelled before its parent's deadline",
            &child,
            Cause::Cancelled,
        );

        let (context, canceller) = Context::background().with_timeout(ms(100));
        canceller.cancel();
        advance(ms(101));
        canceller.cancel();
        expect_done(
            "a context, cancelled before its deadline",
            &context,
            Cause::Cancelled,
        );
    }

    /// A child of a context that is done is born done, with that cause, and so is one whose deadline is past.
    #[check(cancellation, weight = 3)]
    fn may_be_born_done() {
        let (parent, canceller) = Context::background().with_cancel();
        canceller.cancel();
        let now = Instant::now();
        let children: [(Context, Canceller); 3] = [
            parent.with_cancel(),
            parent.with_timeout(AGES),
            parent.with_deadline(now + AGES),
        ];
        for (child, _canceller) in &children {
            expect_done("a child of a cancelled context", child, Cause::Cancelled);
        }
        advance(ms(10));
        let (late, _canceller) = Context::background().with_deadline(now);
        expect_done(
            "a context whose deadline is past",
            &late,
            Cause::DeadlineExceeded,
        );
        let (child, _canceller) = late.with_cancel();
        expect_done(
            "the child of a context whose deadline is past",
            &child,
            Cause::DeadlineExceeded,
        );
        let (none, _canceller) = Context::background().with_timeout(Duration::ZERO);
        expect_done(
            "a context with a timeout of zero",
            &none,
            Cause::DeadlineExceeded,
        );
    }

    /// The deadline is the earliest one on the way up; a later one changes nothing.
    #[check(timing, weight = 3)]
    fn the_earliest_deadline_counts() {
        let start = Instant::now();
        let (parent, _keep) = Context::background().with_deadline(start + ms(100));
        expect_eq("the deadline", parent.deadline(), Some(start + ms(100)));
        let (later, _keep) = parent.with_timeout(ms(500));
        let (sooner, _keep) = parent.with_deadline(start + ms(50));
        let (neither, _keep) = sooner.with_cancel();
        expect_eq(
            "the deadline of a child with a later one",
            later.deadline(),
            Some(start + ms(100)),
        );
        expect_eq(
            "the deadline of a child with an earlier one",
            sooner.deadline(),
            Some(start + ms(50)),
        );
        expect_eq(
            "the deadline of a child without one",
            neither.deadline(),
            Some(start + ms(50)),
        );
        advance(ms(51));
        expect_done(
            "the child with the earlier deadline",
            &sooner,
            Cause::DeadlineExceeded,
        );
        expect_done("the child of that one", &neither, Cause::DeadlineExceeded);
        expect_running("the parent", &parent);
        expect_running("the child with the later deadline", &later);
        advance(ms(50));
        expect_done(
            "the child with the later deadline, when its parent's comes",
            &later,
            Cause::DeadlineExceeded,
        );
    }

    /// A context is done exactly at its deadline, and told at once of a cancellation.
    #[check(timing, weight = 2)]
    fn is_done_to_the_nanosecond() {
        let timeout = Duration::new(0, 100_000_500);
        let (context, _canceller) = Context::background().with_timeout(timeout);
        let (child, childs) = context.with_cancel();
        let (cause, time) = took(|| wait_for("a context with a deadline", &context));
        expect_took("the time until the deadline", time, timeout);
        expect_eq("the cause", cause, Cause::DeadlineExceeded);
        let (_, time) = took(|| wait_for("the child of that context", &child));
        expect_took("the time until its child is done", time, Duration::ZERO);
        drop(childs);

        let (context, canceller) = Context::background().with_timeout(AGES);
        let (child, _keep) = context.with_timeout(AGES - NANOSECOND);
        thread::spawn(move || {
            thread::sleep(ms(30));
            canceller.cancel();
        });
        let (cause, time) = took(|| wait_for("the child of a context that is cancelled", &child));
        expect_took("the time until the cancellation", time, ms(30));
        expect_eq("the cause", cause, Cause::Cancelled);
    }

    /// `Duration::MAX` is no deadline.
    #[check(timing)]
    fn knows_no_limit() {
        let (context, canceller) = Context::background().with_timeout(Duration::MAX);
        expect_eq(
            "the deadline of a context with the longest timeout",
            context.deadline(),
            None,
        );
        let (child, _keep) = context.with_timeout(ms(10));
        advance(ms(11));
        expect_done(
            "its child with a timeout of 10 ms",
            &child,
            Cause::DeadlineExceeded,
        );
        expect_running("the context with the longest timeout", &context);
        canceller.cancel();
        expect_done("the same, cancelled", &context, Cause::Cancelled);
    }

    /// Whatever the schedule, who sees `done` closed finds a cause: in the context itself, and in its descendants.
    #[check(ordering, weight = 3)]
    fn the_cause_comes_first() {
        let (parent, canceller) = Context::background().with_cancel();
        let (child, _keep) = parent.with_cancel();
        let waiting = thread::spawn(move || wait_for("a child that somebody waits for", &child));
        canceller.cancel();
        expect_eq(
            "the cause that the waiting one found",
            waiting.join().ok(),
            Some(Cause::Cancelled),
        );
        expect_eq(
            "the cause after the cancellation",
            wait_for("the context", &parent),
            Cause::Cancelled,
        );
    }

    /// A child that is made while its parent is cancelled is done, whatever the schedule.
    #[check(cancellation, weight = 3)]
    fn no_cancellation_is_lost_on_a_new_child() {
        let (parent, canceller) = Context::background().with_cancel();
        let made = thread::spawn(move || {
            let (child, keep) = parent.with_cancel();
            let (grandchild, keep_too) = child.with_timeout(AGES);
            (child, grandchild, (keep, keep_too))
        });
        canceller.cancel();
        let Ok((child, grandchild, _keep)) = made.join() else {
            return;
        };
        expect_done(
            "a child that was made while its parent was cancelled",
            &child,
            Cause::Cancelled,
        );
        expect_done("its child", &grandchild, Cause::Cancelled);
    }

    /// If a cancellation and a deadline come together, one of them is the cause, it stays, and the child has the same, however slow the threads are.
    #[check(ordering, weight = 2, adverse)]
    fn one_cause_wins_the_race() {
        let (parent, canceller) = Context::background().with_timeout(ms(10));
        let (child, _keep) = parent.with_timeout(ms(20));
        let cancelling = thread::spawn(move || {
            thread::sleep(ms(10));
            canceller.cancel();
        });
        let cause = wait_for("the parent", &parent);
        expect_eq(
            "the cause of the child",
            wait_for("the child", &child),
            cause,
        );
        let _ = cancelling.join();
        expect_eq("the cause, looked at again", parent.cause(), Some(cause));
        expect_eq(
            "the cause of the child, looked at again",
            child.cause(),
            Some(cause),
        );
    }

    /// Dropping a canceller, or another handle of the context, cancels nothing.
    #[check(cancellation, weight = 2)]
    fn dropping_cancels_nothing() {
        let (context, canceller) = Context::background().with_cancel();
        drop(canceller.clone());
        drop(context.clone());
        drop(context.with_cancel());
        drop(context.with_timeout(ms(5)));
        expect_running(
            "a context of which clones and children were dropped",
            &context,
        );
        drop(canceller);
        advance(ms(10));
        expect_running("a context whose last canceller was dropped", &context);
    }

    /// A living child is bound by its ancestors' deadlines and cancellers, though their handles are gone.
    #[check(cancellation, weight = 3)]
    fn a_child_keeps_what_binds_it() {
        let (child, _keep) = {
            let (parent, _canceller) = Context::background().with_timeout(ms(100));
            let (middle, _canceller) = parent.with_cancel();
            middle.with_cancel()
        };
        advance(ms(99));
        expect_running("a child at 99 of its grandparent's 100 ms", &child);
        advance(ms(2));
        expect_done(
            "a child at 101 of its grandparent's 100 ms",
            &child,
            Cause::DeadlineExceeded,
        );

        let (parent, canceller) = Context::background().with_cancel();
        let (middle, _keep) = parent.with_cancel();
        let (child, _keep) = middle.with_cancel();
        drop((parent, middle));
        canceller.cancel();
        expect_done(
            "a child whose grandparent's canceller is called",
            &child,
            Cause::Cancelled,
        );
    }

    /// Contexts and cancellers are shared between threads, and clones are the same context.
    #[check(deadlock, weight = 2)]
    fn clones_are_one_context() {
        fn shared<T: Clone + Send + Sync>(_: &T) {}
        let (context, canceller) = Context::background().with_cancel();
        shared(&context);
        shared(&canceller);
        thread::scope(|scope| {
            for _ in 0..2 {
                let clone = context.clone();
                scope.spawn(move || wait_for("a clone that a thread waits for", &clone));
            }
            canceller.clone().cancel();
        });
        expect_done(
            "the context whose canceller's clone was called",
            &context,
            Cause::Cancelled,
        );
    }
}
