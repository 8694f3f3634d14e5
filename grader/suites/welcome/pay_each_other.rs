//! The hidden suite of `pay_each_other`: two payments in opposite directions, under every schedule.
//!
//! A deadlock is not asserted anywhere: the simulation reports it as soon as everybody waits.

use check::prelude::*;
use welcome::pay_each_other;

check::suite! {
    /// Both payments arrive, whatever the order in which the two threads get on.
    #[check(basic, weight = 3, exhaustive, budget = 100_000)]
    fn both_payments_arrive() {
        expect_eq("what Ann and Ben own", pay_each_other(70, 45), (60, 55));
    }

    /// No coin is lost for other balances either, and no thread is left behind.
    #[check(resources, weight = 2)]
    fn every_coin_is_accounted_for() {
        for (ann, ben) in [(0, 0), (7, 1_000), (-40, 25)] {
            let balances = pay_each_other(ann, ben);
            expect_eq("what Ann and Ben own", balances, (ann - 10, ben + 10));
        }
        expect_no_threads("pay_each_other");
    }
}
