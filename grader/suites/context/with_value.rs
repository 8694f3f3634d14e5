//! The hidden suite of `with_value`: the nearest value, and nothing left behind.

use crate::common::{AGES, expect_done, expect_running, ms};
use check::prelude::*;
use context::{Cause, Context};

/// Two types with the same contents.
#[derive(Debug, PartialEq)]
struct User(&'static str);
#[derive(Debug, PartialEq)]
struct Trace(&'static str);

/// What was dropped so far, as it should be.
fn expect_dropped(what: &str, dropped: &Count) {
    settle();
    expect(
        dropped.get() == 1,
        Code::LimitExceeded,
        format!("{what}: the value is still kept, though no context can reach it any more"),
    );
}

check::suite! {
    /// The nearest value of exactly the type is found, on the way up.
    #[check(basic, weight = 4, exhaustive)]
    fn finds_the_nearest() {
        let root = Context::background();
        let parent = root.with_value(User("Ann")).with_value(Trace("t1"));
        let (middle, _keep) = parent.with_timeout(AGES);
        let child = middle.with_value(Trace("t2"));
        expect_eq(
            "the trace of the child",
            child.value::<Trace>(),
            Some(&Trace("t2")),
        );
        expect_eq(
            "the user of the child",
            child.value::<User>(),
            Some(&User("Ann")),
        );
        expect_eq(
            "the trace of the context in between",
            middle.value::<Trace>(),
            Some(&Trace("t1")),
        );
        expect_eq(
            "the trace of the parent",
            parent.value::<Trace>(),
            Some(&Trace("t1")),
        );
        expect_eq("the user of the root", root.value::<User>(), None);
        expect_eq(
            "a value of a type that nobody gave",
            child.value::<&str>(),
            None,
        );
        expect_eq(
            "the trace of a clone",
            child.clone().value::<Trace>(),
            Some(&Trace("t2")),
        );
    }

    /// Values go neither up nor sideways, and a child does not change them for others.
    #[check(basic)]
    fn values_go_down_only() {
        let parent = Context::background().with_value(1_u32);
        let (left, right) = (parent.with_value(2_u32), parent.with_value('r'));
        expect_eq("the number of the parent", parent.value::<u32>(), Some(&1));
        expect_eq(
            "the number of the left child",
            left.value::<u32>(),
            Some(&2),
        );
        expect_eq(
            "the number of the right child",
            right.value::<u32>(),
            Some(&1),
        );
        expect_eq("the letter of the left child", left.value::<char>(), None);
    }

    /// A context with a value is done when its parent is, with the same cause and deadline, and its children follow it.
    #[check(cancellation, weight = 3)]
    fn a_value_changes_nothing_else() {
        let start = Instant::now();
        let (parent, canceller) = Context::background().with_deadline(start + AGES);
        let carrier = parent.with_value(7_u32);
        let (child, childs) = carrier.with_cancel();
        expect_eq(
            "the deadline of a context with a value",
            carrier.deadline(),
            Some(start + AGES),
        );
        childs.cancel();
        expect_done(
            "the child of a context with a value",
            &child,
            Cause::Cancelled,
        );
        expect_running("the context with a value", &carrier);
        canceller.cancel();
        expect_done(
            "the context with a value, after its parent was cancelled",
            &carrier,
            Cause::Cancelled,
        );
        expect_eq("its value", carrier.value::<u32>(), Some(&7));

        let (parent, _keep) = Context::background().with_timeout(ms(10));
        let carrier = parent.with_value(7_u32);
        drop(parent);
        advance(ms(11));
        expect_done(
            "the context with a value, after its parent's deadline",
            &carrier,
            Cause::DeadlineExceeded,
        );
    }

    /// A value lives as long as a descendant that can reach it, and not longer.
    #[check(resources, weight = 4)]
    fn a_value_goes_with_its_last_context() {
        let dropped = Count::new();
        let root = Context::background();
        let carrier = root.with_value(Probe::new(&dropped));
        let (child, canceller) = carrier.with_cancel();
        drop((carrier, canceller));
        settle();
        expect_eq(
            "whether the child still finds its parent's value",
            child.value::<Probe>().is_some(),
            true,
        );
        drop(child);
        expect_dropped(
            "a context with a value and its child, both dropped",
            &dropped,
        );
        drop(root);
    }

    /// A parent that lives on does not keep the values of its children.
    #[check(resources, weight = 3)]
    fn a_parent_keeps_no_child() {
        let dropped = Count::new();
        let (parent, canceller) = Context::background().with_cancel();
        let (child, childs) = parent.with_value(Probe::new(&dropped)).with_cancel();
        drop(child.with_cancel());
        drop((child, childs));
        expect_dropped(
            "a child that was dropped while its parent lives on",
            &dropped,
        );
        expect_running("the parent", &parent);
        canceller.cancel();
        expect_done(
            "the parent, cancelled after its child has gone",
            &parent,
            Cause::Cancelled,
        );
    }

    /// A deadline that has not come keeps neither a value nor a thread, once nobody is bound by it.
    #[check(resources, weight = 4)]
    fn a_deadline_keeps_nothing() {
        let dropped = Count::new();
        let root = Context::background().with_value(Probe::new(&dropped));
        let (parent, parents) = root.with_timeout(AGES);
        let (child, childs) = parent.with_timeout(AGES - ms(1));
        drop((root, parent, parents));
        expect_running("a child whose parent's handle is gone", &child);
        drop((child, childs));
        expect_no_threads("two contexts with deadlines, both dropped");
        expect_dropped("two contexts with deadlines, both dropped", &dropped);
    }

    /// A cancellation ends the thread that waits for the deadline, in the context and in its children.
    #[check(cancellation, weight = 4)]
    fn a_cancellation_ends_the_waiting() {
        let (parent, canceller) = Context::background().with_timeout(AGES);
        let (child, _keep) = parent.with_timeout(AGES - ms(1));
        let (_grandchild, grandchilds) = child.with_timeout(AGES - ms(2));
        grandchilds.cancel();
        settle();
        canceller.cancel();
        expect_cancelled("three contexts with deadlines, all cancelled");
        let (born_done, _keep) = parent.with_timeout(AGES - ms(3));
        expect_cancelled("a context with a deadline that was born done");
        expect_done("that context", &born_done, Cause::Cancelled);
    }

    /// When a deadline has come, no thread is left.
    #[check(resources, weight = 2)]
    fn a_deadline_leaves_no_thread() {
        let (parent, _keep) = Context::background().with_timeout(ms(10));
        let (_child, _keep_child) = parent.with_timeout(ms(5));
        let (_other, _keep_other) = parent.with_timeout(ms(20));
        advance(ms(11));
        expect_no_threads("three contexts whose deadlines are over");
    }
}
