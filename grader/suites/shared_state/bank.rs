//! The hidden suite of `bank`: no circle, no coin lost, and no lock held while the journal is told.

use check::prelude::*;
use shared_state::{Bank, Transfer, TransferError};
use std::thread;

/// A bank whose journal has room for everything.
fn bank<const N: usize>(balances: [u64; N]) -> (Bank, Receiver<Transfer>) {
    let (journal, entries) = unbounded();
    (Bank::new(balances.to_vec(), journal), entries)
}

/// What the journal was told so far.
fn told(entries: &Receiver<Transfer>) -> Vec<(usize, usize, u64)> {
    entries
        .try_iter()
        .map(|entry| (entry.from, entry.to, entry.amount))
        .collect()
}

#[track_caller]
fn expect_balances<const N: usize>(bank: &Bank, want: [u64; N]) {
    let balances: Vec<u64> = (0..N).filter_map(|account| bank.balance(account)).collect();
    expect_eq("what is in the accounts", balances, want.to_vec());
}

check::suite! {
    /// Money moves from one account to another, and the journal is told.
    #[check(basic, weight = 4, exhaustive)]
    fn money_moves() {
        let (bank, entries) = bank([10, 5, 0]);
        expect_eq("the transfer", bank.transfer(0, 2, 7), Ok(()));
        expect_balances(&bank, [3, 5, 7]);
        expect_eq("the transfer", bank.transfer(2, 1, 7), Ok(()));
        expect_eq("the transfer of nothing", bank.transfer(2, 1, 0), Ok(()));
        expect_balances(&bank, [3, 12, 0]);
        expect_eq("the total", bank.total(), 15_u64);
        expect_sequence(
            "the journal",
            told(&entries),
            [(0, 2, 7), (2, 1, 7), (2, 1, 0)],
        );
    }

    /// A transfer that is not possible says why, changes nothing, and is not told.
    #[check(basic, weight = 2)]
    fn impossible_transfers_change_nothing() {
        let (bank, entries) = bank([10, 5]);
        for (from, to, amount, want) in [
            (0, 1, 11, TransferError::InsufficientFunds),
            (1, 1, 6, TransferError::InsufficientFunds),
            (0, 2, 1, TransferError::NoSuchAccount),
            (9, 0, 1, TransferError::NoSuchAccount),
            (7, 7, 0, TransferError::NoSuchAccount),
        ] {
            expect_eq(
                &format!("moving {amount} from {from} to {to}"),
                bank.transfer(from, to, amount),
                Err(want),
            );
        }
        expect_balances(&bank, [10, 5]);
        expect_eq(
            "the balance of an account that does not exist",
            bank.balance(2),
            None,
        );
        expect_sequence("the journal", told(&entries), []);
    }

    /// A transfer from an account to itself changes nothing, and waits for nobody.
    #[check(deadlock)]
    fn an_account_pays_itself() {
        let (bank, entries) = bank([10, 5]);
        expect_eq("moving 10 from 0 to 0", bank.transfer(0, 0, 10), Ok(()));
        expect_balances(&bank, [10, 5]);
        expect_sequence("the journal", told(&entries), [(0, 0, 10)]);
    }

    /// Transfers in opposite directions never wait for each other in a circle.
    #[check(deadlock, weight = 4)]
    fn opposite_transfers_do_not_deadlock() {
        let (bank, _entries) = bank([10, 10]);
        thread::scope(|scope| {
            scope.spawn(|| bank.transfer(0, 1, 3));
            scope.spawn(|| bank.transfer(1, 0, 4));
        });
        expect_balances(&bank, [11, 9]);
    }

    /// Neither do transfers around a circle, nor the total meanwhile.
    #[check(deadlock, weight = 2)]
    fn nor_do_transfers_in_a_circle() {
        let (bank, _entries) = bank([10, 10, 10]);
        thread::scope(|scope| {
            for (from, to) in [(0, 1), (1, 2), (2, 0)] {
                let bank = &bank;
                scope.spawn(move || bank.transfer(from, to, 5));
            }
            expect_eq("the total", bank.total(), 30_u64);
        });
        expect_balances(&bank, [10, 10, 10]);
    }

    /// What is there once is spent once: two transfers never find the same money.
    #[check(resources, weight = 3)]
    fn nothing_is_spent_twice() {
        let (bank, entries) = bank([10, 0, 0]);
        let results = thread::scope(|scope| {
            let first = scope.spawn(|| bank.transfer(0, 1, 10));
            let second = scope.spawn(|| bank.transfer(0, 2, 10));
            [first.join(), second.join()].map(|result| result.expect("no transfer panics").is_ok())
        });
        let succeeded = results.into_iter().filter(|&is_ok| is_ok).count();
        expect_eq(
            "how many of two transfers of the same money succeeded",
            succeeded,
            1,
        );
        expect_eq("the total", bank.total(), 10_u64);
        expect_eq("how many the journal was told", told(&entries).len(), 1);
    }

    /// Money that arrives from several sides at the same time is all there.
    #[check(resources, weight = 2)]
    fn nothing_is_lost() {
        let (bank, entries) = bank([10, 10, 0]);
        thread::scope(|scope| {
            scope.spawn(|| bank.transfer(0, 2, 4));
            scope.spawn(|| bank.transfer(1, 2, 5));
        });
        expect_balances(&bank, [6, 5, 9]);
        expect_same_items("the journal", told(&entries), [(0, 2, 4), (1, 2, 5)]);
    }

    /// The total is that of one moment: no money is on its way, and none is counted twice.
    #[check(ordering, weight = 3)]
    fn the_total_never_changes() {
        let (bank, _entries) = bank([10, 0, 10]);
        thread::scope(|scope| {
            scope.spawn(|| bank.transfer(2, 0, 10));
            scope.spawn(|| bank.transfer(0, 1, 5));
            expect_eq("the total", bank.total(), 20_u64);
        });
    }

    /// While a transfer waits for room in the journal, others can use the bank.
    #[check(deadlock, weight = 3, exhaustive)]
    fn a_full_journal_holds_up_nobody_else() {
        let (journal, entries) = bounded(0);
        let bank = Bank::new(vec![10, 0, 3], journal);
        thread::scope(|scope| {
            let transfer = scope.spawn(|| bank.transfer(0, 1, 4));
            settle();
            expect(
                !transfer.is_finished(),
                Code::TooEarly,
                "the transfer came back before the journal was told",
            );
            during(
                Code::Deadlock,
                "an answer while a transfer waits for the journal",
                || {
                    expect_balances(&bank, [6, 4, 3]);
                    expect_eq("the total", bank.total(), 13_u64);
                },
            );
            let other = scope.spawn(|| bank.transfer(1, 2, 4));
            settle();
            expect_balances(&bank, [6, 0, 7]);
            let entries = receive_n("the journal", &entries, 2);
            let entries = entries
                .into_iter()
                .map(|entry| (entry.from, entry.to, entry.amount));
            expect_same_items("the journal", entries, [(0, 1, 4), (1, 2, 4)]);
            for transfer in [transfer, other] {
                expect_eq(
                    "the transfer",
                    transfer.join().expect("it does not panic"),
                    Ok(()),
                );
            }
        });
    }

    /// A journal that nobody reads any more is no error.
    #[check(resources)]
    fn nobody_need_read_the_journal() {
        let (bank, entries) = bank([10, 0]);
        drop(entries);
        let moved = catch(|| bank.transfer(0, 1, 4));
        expect(
            moved == Ok(Ok(())),
            Code::Panic,
            "a transfer fails because nobody reads the journal",
        );
        expect_balances(&bank, [6, 4]);
    }
}
