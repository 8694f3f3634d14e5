//! The hidden suite of `client_limits`: one bucket each, and no more than one.

use crate::common::{
    MILLISECOND, SECOND, expect_at_most_come, expect_come, expect_one_of, expect_token, expect_wait,
};
use check::prelude::*;
use rate_limiter::ClientLimits;
use std::thread;

check::suite! {
    /// Each client has `capacity` tokens, and is then told how long it takes.
    #[check(basic, weight = 4, exhaustive)]
    fn each_client_has_a_bucket() {
        let limits = ClientLimits::new(2, SECOND);
        for client in ["ann", "ben"] {
            for number in 1..=2 {
                expect_token(
                    &format!("token {number} of 2 for {client}"),
                    limits.try_take(&client),
                );
            }
        }
        for client in ["ann", "ben"] {
            expect_wait(
                &format!("a third token for {client}"),
                limits.try_take(&client),
                SECOND,
            );
        }
    }

    /// Equal keys are one client, wherever they come from.
    #[check(basic, weight = 3)]
    fn equal_keys_are_one_client() {
        let limits = ClientLimits::new(1, SECOND);
        let (key, equal) = (String::from("ann"), ["a", "nn"].concat());
        expect_token("the only token for `ann`", limits.try_take(&key));
        thread::scope(|scope| {
            let again = scope.spawn(|| limits.try_take(&equal));
            let again = again.join().expect("it does not panic");
            expect_wait("a second token for `ann`", again, SECOND);
        });
    }

    /// Each client's clock starts with that client's first token.
    #[check(timing, weight = 3)]
    fn each_client_has_a_clock() {
        let limits = ClientLimits::new(1, SECOND);
        expect_token("the token for ann, at 0 s,", limits.try_take(&1));
        thread::sleep(600 * MILLISECOND);
        expect_token("the token for ben, at 0.6 s,", limits.try_take(&2));
        expect_wait(
            "the next token for ann, at 0.6 s,",
            limits.try_take(&1),
            400 * MILLISECOND,
        );
        expect_wait("the next token for ben, at 0.6 s,", limits.try_take(&2), SECOND);
        thread::sleep(500 * MILLISECOND);
        expect_come("the token for ann, at 1.1 s,", limits.try_take(&1));
        expect_wait(
            "the next token for ben, at 1.1 s,",
            limits.try_take(&2),
            500 * MILLISECOND,
        );
    }

    /// A new client whose first requests come together has one bucket.
    #[check(ordering, weight = 4, exhaustive)]
    fn a_new_client_gets_one_bucket() {
        let (limits, taken) = (ClientLimits::new(1, SECOND), Log::new());
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| taken.push(limits.try_take(&"ann")));
            }
        });
        expect_one_of("two first requests of one client", &taken);
    }

    /// Requests of other clients at the same time change nothing for a client.
    #[check(ordering, weight = 2)]
    fn others_change_nothing() {
        let limits = ClientLimits::new(1, SECOND);
        expect_token("the only token for client 0", limits.try_take(&0));
        thread::scope(|scope| {
            for client in [1, 2] {
                let limits = &limits;
                scope.spawn(move || {
                    expect_token(
                        &format!("the only token for client {client}"),
                        limits.try_take(&client),
                    );
                });
            }
            let again = limits.try_take(&0);
            expect_wait("a second token for client 0", again, SECOND);
        });
        for client in 0..=2 {
            expect_wait(
                &format!("a second token for client {client}"),
                limits.try_take(&client),
                SECOND,
            );
        }
    }

    /// However slow the threads are, a client never gets more than have come.
    #[check(resources, weight = 2, adverse)]
    fn never_more_than_have_come() {
        let (limits, given) = (ClientLimits::new(1, SECOND), Count::new());
        thread::scope(|scope| {
            for other in 1..=2 {
                let (limits, given) = (&limits, &given);
                scope.spawn(move || {
                    let _ = limits.try_take(&other);
                    thread::sleep(SECOND);
                    if limits.try_take(&0).is_ok() {
                        given.add();
                        expect_at_most_come(given, 1);
                    }
                });
            }
        });
    }

    /// A `capacity` or an `every` of 0 panics, with a message that names it.
    #[check(resources)]
    fn nothing_is_no_limit() {
        expect_panic("ClientLimits::new(0, 1 s)", "capacity", || {
            ClientLimits::<u32>::new(0, SECOND)
        });
        expect_panic("ClientLimits::new(1, 0 s)", "every", || {
            ClientLimits::<u32>::new(1, Duration::ZERO)
        });
    }
}
