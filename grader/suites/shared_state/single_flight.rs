//! The hidden suite of `single_flight`: once at a time for each key, and nobody left behind.

use crate::common::{SECOND, expect_unharmed};
use check::prelude::*;
use shared_state::SingleFlight;
use std::sync::Arc;
use std::thread;

check::suite! {
    /// `get` computes and returns the result; the next one, with nobody in flight, computes anew.
    #[check(ordering, weight = 3, exhaustive)]
    fn computes_each_time() {
        let (flights, calls) = (SingleFlight::new(), Count::new());
        for number in 1..=3 {
            let got = flights.get("key", || {
                calls.add();
                10 * number
            });
            expect_eq("the result", got, 10 * number);
        }
        expect_eq(
            "how often it was computed, in 3 calls one after the other",
            calls.get(),
            3,
        );
    }

    /// Whoever asks while the key is in flight waits, and gets the same result.
    #[check(basic, weight = 4)]
    fn whoever_asks_meanwhile_gets_the_same() {
        let (flights, calls, gate, got) = (
            SingleFlight::new(),
            Count::new(),
            Gate::closed(),
            Log::new(),
        );
        let ask = || {
            got.push(flights.get(String::from("key"), || {
                calls.add();
                gate.pass();
                calls.get()
            }));
        };
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(ask);
            }
            settle();
            expect_eq(
                "how often it is computed, for 3 who ask meanwhile",
                calls.get(),
                1,
            );
            gate.open();
        });
        expect_sequence("the results", got.snapshot(), [1, 1, 1]);
        ask();
        expect_eq(
            "how often it was computed, with one who asked later",
            calls.get(),
            2,
        );
    }

    /// An error is a result like others: everybody gets it, and nobody keeps it.
    #[check(ordering, weight = 2)]
    fn errors_are_shared_and_forgotten() {
        let (flights, gate) = (SingleFlight::new(), Gate::closed());
        let failing = || {
            gate.pass();
            Err::<u32, _>("not found")
        };
        thread::scope(|scope| {
            let askers = [
                scope.spawn(|| flights.get(7, failing)),
                scope.spawn(|| flights.get(7, failing)),
            ];
            settle();
            gate.open();
            for asker in askers {
                expect_eq(
                    "the result",
                    asker.join().expect("it does not panic"),
                    Err("not found"),
                );
            }
        });
        expect_eq(
            "the result of a later call",
            flights.get(7, || Ok(1)),
            Ok(1),
        );
    }

    /// For a key at most one computes at any time, whatever the timing.
    #[check(resources, weight = 3)]
    fn at_most_one_at_a_time() {
        let (flights, meter) = (SingleFlight::new(), Meter::new());
        let ask = || {
            flights.get("key", || {
                let _inside = meter.enter();
                thread::yield_now();
            })
        };
        thread::scope(|scope| {
            scope.spawn(ask);
            scope.spawn(ask);
            // Again, while one of the others may be on its way out of the flight before.
            ask();
            ask();
        });
        expect_peak_at_most("computing for one key", &meter, 1);
    }

    /// Different keys have nothing to do with each other: two of 1 s each take 1 s.
    #[check(timing, weight = 3)]
    fn keys_are_independent() {
        let flights = SingleFlight::new();
        let ((), time) = took(|| {
            thread::scope(|scope| {
                for key in ["one", "other"] {
                    let flights = &flights;
                    scope.spawn(move || flights.get(key, || thread::sleep(SECOND)));
                }
            })
        });
        expect_makespan("computing for two keys, 1 s each,", time, SECOND);
    }

    /// `compute` may ask for another key.
    #[check(deadlock, weight = 2)]
    fn one_may_need_another() {
        let flights = SingleFlight::new();
        let sum = flights.get(3, || flights.get(2, || flights.get(1, || 1) + 10) + 100);
        expect_eq("the result of three in each other", sum, 111);
    }

    /// A panic reaches whose `compute` it was; those who waited compute for themselves, one at a time.
    #[check(deadlock, weight = 5)]
    fn a_panic_leaves_nobody_behind() {
        let (flights, meter, gate) = (SingleFlight::new(), Meter::new(), Gate::closed());
        thread::scope(|scope| {
            let first = scope.spawn(|| {
                flights.get("key", || {
                    gate.pass();
                    boom("a panic that this check provokes in `compute`")
                })
            });
            settle();
            let waiters = [2, 2].map(|number| {
                let (flights, meter) = (&flights, &meter);
                let waiter = scope.spawn(move || {
                    flights.get("key", || {
                        let _inside = meter.enter();
                        thread::yield_now();
                        number
                    })
                });
                settle();
                waiter
            });
            gate.open();
            expect(
                first.join().is_err(),
                Code::WrongValue,
                "the panic did not reach the caller whose it was",
            );
            for waiter in waiters {
                match waiter.join() {
                    Ok(got) => expect_eq("what one got who had waited", got, 2),
                    Err(_) => fail(
                        Code::Panic,
                        "one who had waited for a flight that panicked, panics too",
                    ),
                }
            }
            expect_peak_at_most("computing for one key, after a panic", &meter, 1);
        });
        let later = expect_unharmed("a later call", || flights.get("key", || 3));
        expect_eq("the result of a later call", later, 3);
    }

    /// Nothing is kept: the last clone of a result is the caller's.
    #[check(resources)]
    fn no_result_is_kept() {
        let (flights, drops) = (SingleFlight::new(), Count::new());
        let result = flights.get("key", || Arc::new(Probe::new(&drops)));
        drop(result);
        expect(
            drops.get() == 1,
            Code::LimitExceeded,
            "the result is still kept after its flight, when nobody else has it any more",
        );
    }

    /// Whoever waits gets the result the moment it is there.
    #[check(timing, weight = 2)]
    fn waiting_costs_no_time() {
        let flights = SingleFlight::new();
        thread::scope(|scope| {
            scope.spawn(|| flights.get("key", || thread::sleep(2 * SECOND)));
            advance(SECOND);
            let ((), time) = took(|| flights.get("key", || ()));
            expect_took("waiting for a result that comes after 1 s", time, SECOND);
        });
    }
}
