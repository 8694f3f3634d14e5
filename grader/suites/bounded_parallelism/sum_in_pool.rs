//! The hidden suite of `sum_in_pool`, on real threads: the sum, the limit, and the global pool left alone.

use check::prelude::*;
use rayon::ThreadPoolBuilder;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// The name of the global pool's threads, once a check has made it.
const GLOBAL: &str = "a thread of the global pool";

/// Whether this process has been through the check that makes the global pool.
static MADE: AtomicBool = AtomicBool::new(false);

/// Makes the global pool, unless it is there already: whose size it is must not depend on the machine.
fn make_global_pool() {
    let _ = ThreadPoolBuilder::new()
        .num_threads(1)
        .thread_name(|_| GLOBAL.into())
        .build_global();
}

/// The function under test, with closures of one type: it is compiled for each type of item, and not for each closure.
fn sum_in_pool<T: Sync>(limit: usize, items: &[T], weigh: impl Fn(&T) -> u64 + Send + Sync) -> u64 {
    let weigh: Box<dyn Fn(&T) -> u64 + Send + Sync + '_> = Box::new(weigh);
    bounded_parallelism::sum_in_pool(limit, items, weigh)
}

check::suite! {
    /// Every item is weighed once, and the weights are added up.
    #[check(basic, weight = 5)]
    fn adds_up() {
        let items: Vec<u64> = (1..=100).collect();
        for limit in [1, 2, 4] {
            let weighed = Log::new();
            let sum = sum_in_pool(limit, &items, |&item| {
                weighed.push(item);
                10 * item
            });
            expect_eq(
                &format!("the sum, with a limit of {limit},"),
                sum,
                50_500_u64,
            );
            expect_same_items(
                "the items that were weighed",
                weighed.snapshot(),
                items.clone(),
            );
        }
        expect_eq(
            "the sum of no items",
            sum_in_pool(2, &[0_u8; 0], |_| 1),
            0_u64,
        );
    }

    /// With many items exactly `limit` calls run at the same time, on no more threads than that.
    #[check(resources, weight = 5)]
    fn runs_as_many_as_the_limit_says() {
        make_global_pool();
        for limit in [2, 3] {
            let (gate, meter) = (Gate::closed(), Meter::new());
            thread::scope(|scope| {
                let sum = scope.spawn(|| {
                    sum_in_pool(limit, &[1_u64; 60], |&item| {
                        let _inside = meter.enter();
                        gate.pass();
                        item
                    })
                });
                // If so many never come together, nobody can go on: a deadlock.
                gate.wait_for(limit);
                // Whoever should not be there gets time to come.
                thread::sleep(Duration::from_millis(5));
                gate.open();
                expect_eq("the sum", sum.join().expect("nothing panics"), 60_u64);
            });
            expect_peak_at_most(
                &format!("calls of `weigh`, with a limit of {limit}"),
                &meter,
                limit,
            );
            let threads = meter.threads();
            expect(
                threads <= limit,
                Code::LimitExceeded,
                format!("with a limit of {limit}, {threads} different threads called `weigh`"),
            );
        }
    }

    /// The global pool is not used.
    #[check(resources, weight = 3)]
    fn the_global_pool_has_no_part_in_it() {
        make_global_pool();
        let strangers = Count::new();
        sum_in_pool(2, &[1_u64; 20], |&item| {
            if thread::current().name() == Some(GLOBAL) {
                strangers.add();
            }
            item
        });
        let calls = strangers.get();
        expect(
            calls == 0,
            Code::LimitExceeded,
            format!("{calls} of 20 calls of `weigh` ran in the global pool"),
        );
    }

    /// The global pool is neither made nor configured.
    #[check(resources, weight = 2)]
    fn the_global_pool_is_left_to_others() {
        if MADE.swap(true, Ordering::SeqCst) {
            // Only the first run of this process can tell.
            return;
        }
        sum_in_pool(2, &[1_u64; 20], |&item| item);
        let built = ThreadPoolBuilder::new().num_threads(3).build_global();
        expect(
            built.is_ok() && rayon::current_num_threads() == 3,
            Code::WrongValue,
            "after `sum_in_pool` the program can no longer configure the global pool: somebody made it",
        );
    }

    /// It works inside of other pools, inside of itself, and with a single thread.
    #[check(deadlock, weight = 2)]
    fn may_be_nested() {
        let inner = || sum_in_pool(1, &[1_u64, 2, 3], |&item| item);
        let nested = sum_in_pool(1, &[10_u64, 20], |&item| item + inner());
        expect_eq("the sum with a sum inside of each call", nested, 42_u64);
        let pool = ThreadPoolBuilder::new()
            .num_threads(1)
            .build()
            .expect("a thread can be started");
        expect_eq("the sum inside of another pool", pool.install(inner), 6_u64);
    }

    /// A limit of 0 panics, with a message that names `limit`.
    #[check(resources)]
    fn a_limit_of_zero_panics() {
        expect_panic("sum_in_pool with a limit of 0", "limit", || {
            sum_in_pool(0, &[1_u64], |&item| item)
        });
    }

    /// A panic in `weigh` reaches the caller with its own message.
    #[check(deadlock, weight = 2)]
    fn a_panic_reaches_the_caller() {
        expect_panic(
            "sum_in_pool with a closure that panics",
            "this check provokes",
            || {
                sum_in_pool(2, &[1_u64, 2, 3, 4], |&item| {
                    if item == 3 {
                        boom("a panic that this check provokes in `weigh`");
                    }
                    item
                })
            },
        );
    }
}
