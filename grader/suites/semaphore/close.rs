//! The hidden suite of `close`: who waits is told, who comes is told, and who holds goes on.

use crate::common::{SECOND, expect_available, take, take_free};
use check::prelude::*;
use semaphore::{AcquireTimeoutError, Closed, Semaphore, TryAcquireError};
use std::thread;

check::suite! {
    /// After `close`, `acquire` and `try_acquire` fail although permits are free.
    #[check(basic, weight = 3, exhaustive)]
    fn nobody_gets_a_permit_afterwards() {
        let semaphore = Semaphore::new(2);
        semaphore.close();
        semaphore.close();
        expect_eq(
            "acquire after close",
            semaphore.acquire().err(),
            Some(Closed),
        );
        expect_eq(
            "try_acquire after close",
            semaphore.try_acquire().err(),
            Some(TryAcquireError::Closed),
        );
    }

    /// All who wait are told at once.
    #[check(deadlock, weight = 3)]
    fn who_waits_is_told() {
        let semaphore = Semaphore::new(1);
        let permit = take(&semaphore);
        thread::scope(|scope| {
            let waiters = [
                scope.spawn(|| semaphore.acquire().err()),
                scope.spawn(|| semaphore.acquire().err()),
            ];
            advance(SECOND);
            during(Code::Deadlock, "the end of `close`", || semaphore.close());
            for waiter in waiters {
                let told = waiter.join().expect("it does not panic");
                expect_eq("what a waiter is told", told, Some(Closed));
            }
            expect_took("telling them", elapsed(), SECOND);
        });
        drop(permit);
        expect_available("in the end", &semaphore, 1);
    }

    /// Permits that are held stay valid, and come back when they are dropped.
    #[check(resources, weight = 2)]
    fn who_holds_goes_on() {
        let semaphore = Semaphore::new(2);
        let (first, second) = (take_free(&semaphore), take_free(&semaphore));
        during(Code::Deadlock, "the end of `close`", || semaphore.close());
        expect_available("with both held, after close", &semaphore, 0);
        drop(first);
        expect_available("with 1 of 2 given back, after close", &semaphore, 1);
        drop(second);
        expect_available("with both given back, after close", &semaphore, 2);
    }

    /// Requests for several permits, and those with a limit, are told too: at once, and afterwards.
    #[check(cancellation)]
    fn every_kind_of_request_is_told() {
        let semaphore = Semaphore::new(3);
        let permit = take(&semaphore);
        thread::scope(|scope| {
            let many = scope.spawn(|| semaphore.acquire_many(3).err());
            let limited = scope.spawn(|| semaphore.acquire_timeout(3, 10 * SECOND).err());
            advance(SECOND);
            during(Code::Deadlock, "the end of `close`", || semaphore.close());
            let told = many.join().expect("it does not panic");
            expect_eq("what a request for 3 permits is told", told, Some(Closed));
            let told = limited.join().expect("it does not panic");
            expect_eq(
                "what a request with a limit is told",
                told,
                Some(AcquireTimeoutError::Closed),
            );
            let later = semaphore.acquire_timeout(1, SECOND).err();
            expect_eq(
                "acquire_timeout after close",
                later,
                Some(AcquireTimeoutError::Closed),
            );
            expect_eq(
                "acquire_many after close",
                semaphore.acquire_many(2).err(),
                Some(Closed),
            );
            expect_took("telling them", elapsed(), SECOND);
        });
        drop(permit);
        expect_available("in the end", &semaphore, 3);
    }

    /// Closing while permits come back loses none of them, and leaves nobody waiting.
    #[check(resources, adverse)]
    fn nothing_is_lost_when_it_closes() {
        let semaphore = Semaphore::new(1);
        let permit = take(&semaphore);
        thread::scope(|scope| {
            scope.spawn(|| drop(semaphore.acquire()));
            scope.spawn(|| drop(semaphore.acquire()));
            scope.spawn(move || drop(permit));
            semaphore.close();
        });
        expect_available("after all have gone", &semaphore, 1);
    }
}
