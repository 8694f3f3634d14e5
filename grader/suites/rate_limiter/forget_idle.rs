//! The hidden suite of `forget_idle`: who tells nothing goes, and nobody's limit changes.

use crate::common::{MILLISECOND, NANOSECOND, SECOND, expect_one_of, expect_token, expect_wait};
use check::prelude::*;
use rate_limiter::ClientLimits;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::thread;

/// A client whose last copy is counted when it is dropped.
#[derive(Clone)]
struct Client {
    name: u32,
    _probe: Arc<Probe>,
}

impl Client {
    fn new(name: u32, gone: &Count) -> Self {
        Self {
            name,
            _probe: Arc::new(Probe::new(gone)),
        }
    }
}

impl PartialEq for Client {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Client {}

impl Hash for Client {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

check::suite! {
    /// Clients whose bucket is full are forgotten, the others are counted and keep their limit.
    #[check(basic, weight = 4, exhaustive)]
    fn who_is_idle_is_forgotten() {
        let limits = ClientLimits::new(2, SECOND);
        expect_eq("how many are left, of none,", limits.forget_idle(), 0);
        for client in ["ann", "ben", "ben"] {
            expect_token(&format!("a token for {client}"), limits.try_take(&client));
        }
        expect_eq("how many are left at once", limits.forget_idle(), 2);
        thread::sleep(SECOND + 500 * MILLISECOND);
        expect_eq(
            "how many are left when one of two has a full bucket again",
            limits.forget_idle(),
            1,
        );
        expect_token("the token of 1 s for ben, at 1.5 s,", limits.try_take(&"ben"));
        expect_wait(
            "the token of 2 s for ben, at 1.5 s,",
            limits.try_take(&"ben"),
            500 * MILLISECOND,
        );
        for number in 1..=2 {
            expect_token(
                &format!("token {number} of 2 for ann, who was forgotten,"),
                limits.try_take(&"ann"),
            );
        }
        expect_wait("a third token for ann", limits.try_take(&"ann"), SECOND);
    }

    /// A client is forgotten one nanosecond after the bucket is full, and not one before.
    #[check(timing, weight = 3)]
    fn neither_too_early_nor_too_late() {
        let limits = ClientLimits::new(3, SECOND);
        for number in 1..=2 {
            expect_token(&format!("token {number} of 3"), limits.try_take(&"ann"));
        }
        thread::sleep(2 * SECOND - NANOSECOND);
        expect(
            limits.forget_idle() == 1,
            Code::TooEarly,
            "a client was forgotten 1 ns before the bucket is full",
        );
        thread::sleep(2 * NANOSECOND);
        expect(
            limits.forget_idle() == 0,
            Code::TooLate,
            "a client was remembered 1 ns after the bucket was full",
        );
    }

    /// Of a client who is forgotten nothing is kept.
    #[check(resources, weight = 3)]
    fn nothing_is_kept() {
        let (limits, gone) = (ClientLimits::new(1, SECOND), Count::new());
        for name in 0..3 {
            let _ = limits.try_take(&Client::new(name, &gone));
        }
        thread::sleep(2 * SECOND);
        let _ = limits.try_take(&Client::new(3, &gone));
        expect_eq("how many are left, of 4,", limits.forget_idle(), 1);
        let count = gone.get();
        expect(
            count >= 3,
            Code::LimitExceeded,
            format!("of 3 clients who were forgotten, the keys of {} are kept", 3 - count.min(3)),
        );
    }

    /// A client who takes a token just now is not forgotten with it.
    #[check(ordering, weight = 4, exhaustive)]
    fn who_takes_meanwhile_is_remembered() {
        let (limits, taken) = (ClientLimits::new(1, SECOND), Log::new());
        taken.push(limits.try_take(&"ann"));
        expect_one_of("one who asks for the only token", &taken);
        thread::sleep(2 * SECOND);
        let taken = Log::new();
        thread::scope(|scope| {
            scope.spawn(|| taken.push(limits.try_take(&"ann")));
            let left = limits.forget_idle();
            expect(left <= 1, Code::WrongValue, "more clients are left than there are");
        });
        taken.push(limits.try_take(&"ann"));
        expect_one_of("two who ask for one token, while idle clients are forgotten", &taken);
        expect_eq("how many are left", limits.forget_idle(), 1);
    }

    /// Nor do two who take at the same time get a bucket each because of it.
    #[check(ordering, weight = 3)]
    fn two_who_take_meanwhile_share_a_bucket() {
        let (limits, taken) = (ClientLimits::new(1, SECOND), Log::new());
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| taken.push(limits.try_take(&"ann")));
            }
            limits.forget_idle();
        });
        expect_one_of("two first requests, while idle clients are forgotten", &taken);
    }
}
