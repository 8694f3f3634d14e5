//! What is checked of the examples of `explain`: each must get exactly the diagnosis of its page.

use check::prelude::*;
use explained::*;
use std::sync::{Mutex, RwLock, atomic::AtomicUsize};
use std::thread;

check::suite! {
    /// It is built.
    #[check(basic)]
    fn is_built() {
        pages();
    }

    /// The example of `deadlock`.
    #[check(resources, budget = 500)]
    fn deadlock() {
        deadlock::example();
    }

    /// The example of `self-deadlock`.
    #[check(resources, budget = 500)]
    fn self_deadlock() {
        self_deadlock::example();
    }

    /// The example of `thread-leak`.
    #[check(resources, budget = 500)]
    fn thread_leak() {
        thread_leak::example();
    }

    /// The example of `lost-wakeup`.
    #[check(resources, budget = 500)]
    fn lost_wakeup() {
        expect_eq("the item", lost_wakeup::example(), Some(7));
    }

    /// The example of `wrong-value`.
    #[check(resources, budget = 500)]
    fn wrong_value() {
        expect_eq("the count", wrong_value::example(), 2);
    }

    /// The example of `wrong-order`.
    #[check(resources, budget = 500)]
    fn wrong_order() {
        expect_sequence("the results", wrong_order::example(vec![1, 2, 3]), [2, 4, 6]);
    }

    /// The example of `lost-item`.
    #[check(resources, budget = 500)]
    fn lost_item() {
        let (tx, jobs) = unbounded();
        (1..3).for_each(|job| tx.send(job).unwrap());
        drop(tx);
        let (_keep, quit) = bounded(1);
        _keep.send(()).unwrap();
        expect_same_items("the jobs done", lost_item::example(jobs, quit), [1, 2]);
    }

    /// The example of `duplicated-item`.
    #[check(resources, budget = 500)]
    fn duplicated_item() {
        expect_same_items("the items", duplicated_item::example(&[5, 6]), [5, 6]);
    }

    /// The example of `early-close`.
    #[check(resources, budget = 500)]
    fn early_close() {
        let (tx, input) = unbounded();
        (1..3).for_each(|value| tx.send(value).unwrap());
        let merged = early_close::example(vec![input]);
        expect_eq("the values", receive_n("the merged stream", &merged, 2), vec![1, 2]);
    }

    /// The example of `missing-close`.
    #[check(resources, budget = 500)]
    fn missing_close() {
        drain("the stream", &missing_close::example());
    }

    /// The example of `limit-exceeded`.
    #[check(resources, budget = 500)]
    fn limit_exceeded() {
        let (meter, running) = (Meter::new(), AtomicUsize::new(0));
        let work = || {
            let _inside = meter.enter();
            thread::yield_now();
        };
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| limit_exceeded::example(&running, 1, work));
            }
        });
        expect_peak_at_most("the work", &meter, 1);
    }

    /// The example of `not-concurrent`.
    #[check(resources, budget = 500)]
    fn not_concurrent() {
        let job = || -> Box<dyn FnOnce() + Send> {
            Box::new(|| thread::sleep(Duration::from_secs(1)))
        };
        let ((), time) = took(|| not_concurrent::example(vec![job(), job()]));
        expect_makespan("two jobs of 1 s on two threads", time, Duration::from_secs(1));
    }

    /// The example of `not-lazy`.
    #[check(resources, budget = 500)]
    fn not_lazy() {
        let stream = not_lazy::example();
        settle();
        expect(stream.len() <= 1, Code::NotLazy, "more than one value waits");
    }

    /// The example of `too-early`.
    #[check(resources, budget = 500)]
    fn too_early() {
        let (_keep, input) = unbounded();
        let limit = Duration::from_secs(1);
        let (_, time) = took(|| too_early::example(&input, limit));
        expect_took("waiting", time, limit);
    }

    /// The example of `too-late`.
    #[check(resources, budget = 500)]
    fn too_late() {
        let (tx, input) = unbounded();
        thread::spawn(move || {
            for n in 0..3 {
                thread::sleep(Duration::from_millis(600));
                let _ = tx.send(n);
            }
            thread::sleep(Duration::from_secs(9));
        });
        let limit = Duration::from_secs(1);
        let (_, time) = took(|| too_late::example(&input, limit));
        expect_took("waiting", time, limit);
    }

    /// The example of `cancellation-ignored`.
    #[check(resources, budget = 500)]
    fn cancellation_ignored() {
        let (tx, input) = unbounded();
        tx.send(1).unwrap();
        let (stop, quit) = bounded(0);
        let _output = cancellation_ignored::example(input, quit);
        settle();
        drop(stop);
        expect_cancelled("after the quit signal");
    }

    /// The example of `busy-wait`.
    #[check(resources, budget = 500)]
    fn busy_wait() {
        let (_keep, input) = unbounded();
        busy_wait::example(&input);
    }

    /// The example of `livelock`.
    #[check(resources, budget = 500)]
    fn livelock() {
        livelock::example();
    }

    /// The example of `panic`.
    #[check(resources, budget = 500)]
    fn panic() {
        let stream = panic::example();
        expect_eq("the first value", receive("the stream", &stream), 0);
    }

    /// The example of `poisoned-lock`.
    #[check(resources, budget = 500)]
    fn poisoned_lock() {
        let total = catch(|| poisoned_lock::example(|| boom("a job fails")));
        expect(total.is_ok(), Code::PoisonedLock, "the total cannot be read any more");
    }

    /// The example of `over-synchronised`.
    #[check(resources, reachable("two readers at once"), budget = 500)]
    fn over_synchronised() {
        let (turn, map, meter) = (Mutex::new(()), RwLock::new(1), Meter::new());
        let read = |_| {
            let _inside = meter.enter();
            thread::yield_now();
            if meter.inside() == 2 {
                outcome("two readers at once");
            }
        };
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| over_synchronised::example(&turn, &map, read));
            }
        });
    }

    /// The example of `not-implemented`.
    #[check(resources, budget = 500)]
    fn not_implemented() {
        not_implemented::example();
    }

    /// The example of `endless-computation`.
    #[check(resources, budget = 500)]
    fn endless_computation() {
        endless_computation::example();
    }

    /// The example of `out-of-memory`.
    #[check(resources, budget = 500)]
    fn out_of_memory() {
        out_of_memory::example();
    }

    /// The example of `stack-overflow`.
    #[check(resources, budget = 500)]
    fn stack_overflow() {
        stack_overflow::example();
    }

    /// The example of `too-many-threads`.
    #[check(resources, budget = 500)]
    fn too_many_threads() {
        too_many_threads::example();
    }

    /// The example of `too-much-output`.
    #[check(resources, budget = 500)]
    fn too_much_output() {
        too_much_output::example();
    }

    /// The example of `crash`.
    #[check(resources, budget = 500)]
    fn crash() {
        crash::example();
    }

    /// The example of `forbidden-api`.
    #[check(resources, budget = 500)]
    fn forbidden_api() {
        forbidden_api::example();
    }
}
