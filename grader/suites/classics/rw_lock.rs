//! The hidden suite of `rw_lock`: who may be inside with whom, and who goes before whom.

use crate::common::SECOND;
use check::prelude::*;
use classics::rw_lock::ReadWriteLock;
use std::thread;

/// A lock, and who is inside of what it guards.
struct Room {
    lock: ReadWriteLock,
    readers: Meter,
    writers: Meter,
    /// Who got in, in this order.
    order: Log<&'static str>,
}

impl Room {
    fn new() -> Room {
        Room {
            lock: ReadWriteLock::new(),
            readers: Meter::new(),
            writers: Meter::new(),
            order: Log::new(),
        }
    }

    /// Reads, and does something meanwhile.
    fn read(&self, who: &'static str, meanwhile: impl FnOnce()) {
        let _guard = self.lock.read();
        let _inside = self.readers.enter();
        self.order.push(who);
        meanwhile();
        let writers = self.writers.inside();
        expect(
            writers == 0,
            Code::LimitExceeded,
            "somebody reads while another writes",
        );
    }

    /// Writes, and does something meanwhile.
    fn write(&self, who: &'static str, meanwhile: impl FnOnce()) {
        let _guard = self.lock.write();
        let _inside = self.writers.enter();
        self.order.push(who);
        meanwhile();
        let others = self.writers.inside() - 1 + self.readers.inside();
        expect(
            others == 0,
            Code::LimitExceeded,
            "somebody writes, and is not alone",
        );
    }
}

check::suite! {
    /// A writer is alone: nobody else reads or writes meanwhile.
    #[check(basic, weight = 4, exhaustive, budget = 20000)]
    fn a_writer_is_alone() {
        let room = Room::new();
        thread::scope(|scope| {
            scope.spawn(|| room.write("a writer", thread::yield_now));
            room.read("a reader", thread::yield_now);
        });
        expect_eq("how many got in", room.order.len(), 2);
    }

    /// The lock can be taken again when it was let go of, for reading and for writing.
    #[check(deadlock)]
    fn again_and_again() {
        let room = Room::new();
        room.read("a reader", || ());
        room.write("a writer", || ());
        room.write("another writer", || ());
        room.read("another reader", || ());
        expect_eq("how many got in", room.order.len(), 4);
    }

    /// No two writers meet, and nobody is stuck.
    #[check(deadlock, weight = 4)]
    fn everybody_gets_in() {
        let room = Room::new();
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| room.write("a writer", thread::yield_now));
                scope.spawn(|| room.read("a reader", thread::yield_now));
            }
        });
        expect_eq("how many got in", room.order.len(), 4);
    }

    /// Readers are inside at the same time.
    #[check(timing, weight = 3)]
    fn readers_share() {
        let room = Room::new();
        let ((), time) = took(|| {
            thread::scope(|scope| {
                for _ in 0..3 {
                    scope.spawn(|| room.read("a reader", || thread::sleep(SECOND)));
                }
                settle();
                scope.spawn(|| room.write("a writer", || thread::sleep(SECOND)));
            });
        });
        expect_makespan("3 readers and then a writer, 1 s each", time, 2 * SECOND);
    }

    /// A writer waits for all readers, not only for the first that leaves.
    #[check(ordering, weight = 2)]
    fn a_writer_waits_for_all() {
        let (room, gate) = (Room::new(), Gate::closed());
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| room.read("a reader", || gate.pass()));
            }
            settle();
            scope.spawn(|| room.write("a writer", || ()));
            gate.open_for(1);
            settle();
            let alone = room.writers.total() == 0;
            expect(alone, Code::LimitExceeded, "a writer got in with a reader still inside");
            gate.open();
        });
        let want = ["a reader", "a reader", "a writer"];
        expect_sequence("who got in", room.order.snapshot(), want);
    }

    /// While a writer waits, readers that come later wait behind it.
    #[check(ordering, weight = 5)]
    fn writers_do_not_starve() {
        let (room, gate) = (Room::new(), Gate::closed());
        thread::scope(|scope| {
            scope.spawn(|| room.read("the first reader", || gate.pass()));
            settle();
            scope.spawn(|| room.write("the writer", || ()));
            settle();
            scope.spawn(|| room.read("the late reader", || ()));
            settle();
            expect(
                room.order.len() == 1,
                Code::WrongOrder,
                "a reader overtook a writer that had been waiting",
            );
            gate.open();
        });
        let want = ["the first reader", "the writer", "the late reader"];
        expect_sequence("who got in", room.order.snapshot(), want);
    }

    /// A reader that waits is not overtaken by a writer that comes later.
    #[check(ordering, weight = 4)]
    fn nor_do_readers() {
        let (room, gate) = (Room::new(), Gate::closed());
        thread::scope(|scope| {
            scope.spawn(|| room.write("the first writer", || gate.pass()));
            settle();
            scope.spawn(|| room.read("the reader", || ()));
            settle();
            scope.spawn(|| room.write("the late writer", || ()));
            settle();
            gate.open();
        });
        let want = ["the first writer", "the reader", "the late writer"];
        expect_sequence("who got in", room.order.snapshot(), want);
    }

    /// Who waits, reader or writer, is not overtaken by those of the other kind that come later.
    #[check(ordering, weight = 2)]
    fn nobody_is_overtaken() {
        let (room, gate) = (Room::new(), Gate::closed());
        thread::scope(|scope| {
            scope.spawn(|| room.read("the first reader", || gate.pass()));
            settle();
            scope.spawn(|| room.write("the first writer", || ()));
            settle();
            scope.spawn(|| room.read("the late reader", || ()));
            settle();
            scope.spawn(|| room.write("the late writer", || ()));
            settle();
            gate.open();
        });
        let want = [
            "the first reader",
            "the first writer",
            "the late reader",
            "the late writer",
        ];
        expect_sequence("who got in", room.order.snapshot(), want);
    }

    /// Readers that wait for a writer get in together when it leaves.
    #[check(deadlock, weight = 3)]
    fn all_waiting_readers_get_in() {
        let (room, writing, reading) = (Room::new(), Gate::closed(), Gate::closed());
        thread::scope(|scope| {
            scope.spawn(|| room.write("the writer", || writing.pass()));
            settle();
            for _ in 0..2 {
                scope.spawn(|| room.read("a reader", || reading.pass()));
            }
            settle();
            writing.open();
            settle();
            let inside = room.readers.inside();
            let message = format!("2 readers waited for a writer, and {inside} got in when it left");
            expect(inside == 2, Code::NotConcurrent, message);
            reading.open();
        });
    }

    /// A panic lets go of the lock, too.
    #[check(resources, weight = 2)]
    fn a_panic_lets_go() {
        let room = Room::new();
        for _ in 0..2 {
            let written = catch(|| room.write("a writer", || boom("out of ink")));
            let read = catch(|| room.read("a reader", || boom("out of light")));
            for (who, message) in [("write", written.err()), ("read", read.err())] {
                let message = message.unwrap_or_default();
                let own = message.contains("out of");
                let what = format!("after a panic with the lock held, `{who}` panics: {message}");
                expect(own, Code::PoisonedLock, what);
            }
        }
        expect_eq("how many got in", room.order.len(), 4);
    }

    /// Waking for no reason changes nothing.
    #[check(resources, spurious)]
    fn waking_for_no_reason_changes_nothing() {
        let room = Room::new();
        thread::scope(|scope| {
            scope.spawn(|| room.write("a writer", thread::yield_now));
            scope.spawn(|| room.read("a reader", thread::yield_now));
            room.write("another writer", thread::yield_now);
        });
        expect_eq("how many got in", room.order.len(), 3);
    }
}
