//@ expect: lost-item in in_order/keeps_the_order
//@ expect: lost-item in in_order/waits_only_as_long_as_it_must
//@ expect: lost-item in tick_tock/two_rounds
//@ expect: lost-item in tick_tock/one_round
//@ expect: lost-item in tick_tock/any_number_of_rounds
//@ expect: wrong-value in blocking_queue/first_in_first_out
//@ expect: panic in blocking_queue/from_thread_to_thread
//@ expect: wrong-value in blocking_queue/no_room_at_all
//@ expect: lost-item in zero_even_odd/up_to_two
//@ expect: lost-item in zero_even_odd/up_to_one
//@ expect: lost-item in zero_even_odd/up_to_any_number
//@ expect: lost-item in fizz_buzz/up_to_fifteen
//@ expect: limit-exceeded in philosophers/neighbours_share_a_fork
//@ expect: wrong-value in philosophers/impossible_tables
//@ expect: lost-item in water/molecule_by_molecule
//@ expect: limit-exceeded in rw_lock/a_writer_is_alone
//@ expect: lost-item in crossing/turns_the_light_when_it_is_red
//@ expect: lost-item in crossing/two_roads
//@ points: 0
//! Does nothing at all: calls nobody, and comes back.

pub mod in_order {
    #[derive(Default)]
    pub struct InOrder {}

    impl InOrder {
        pub fn new() -> Self {
            Self {}
        }
        pub fn first(&self, _print: impl FnOnce()) {}
        pub fn second(&self, _print: impl FnOnce()) {}
        pub fn third(&self, _print: impl FnOnce()) {}
    }
}

pub mod tick_tock {
    pub struct TickTock {}

    impl TickTock {
        pub fn new(_rounds: usize) -> Self {
            Self {}
        }
        pub fn tick(&self, _say: impl FnMut()) {}
        pub fn tock(&self, _say: impl FnMut()) {}
    }
}

pub mod blocking_queue {
    use std::marker::PhantomData;

    pub struct BlockingQueue<T> {
        items: PhantomData<T>,
    }

    impl<T> BlockingQueue<T> {
        pub fn new(_capacity: usize) -> Self {
            Self { items: PhantomData }
        }
        pub fn enqueue(&self, _item: T) {}
        pub fn dequeue(&self) -> T {
            panic!("there is nothing to take")
        }
        pub fn len(&self) -> usize {
            0
        }
        pub fn is_empty(&self) -> bool {
            true
        }
    }
}

pub mod zero_even_odd {
    pub struct ZeroEvenOdd {}

    impl ZeroEvenOdd {
        pub fn new(_n: u32) -> Self {
            Self {}
        }
        pub fn zero(&self, _print: impl FnMut(u32)) {}
        pub fn odd(&self, _print: impl FnMut(u32)) {}
        pub fn even(&self, _print: impl FnMut(u32)) {}
    }
}

pub mod fizz_buzz {
    pub struct FizzBuzz {}

    impl FizzBuzz {
        pub fn new(_n: u32) -> Self {
            Self {}
        }
        pub fn fizz(&self, _say: impl FnMut()) {}
        pub fn buzz(&self, _say: impl FnMut()) {}
        pub fn fizz_buzz(&self, _say: impl FnMut()) {}
        pub fn number(&self, _say: impl FnMut(u32)) {}
    }
}

pub mod philosophers {
    pub struct Table {}

    impl Table {
        pub fn new(_seats: usize) -> Self {
            Self {}
        }
        pub fn eat<R>(&self, _seat: usize, meal: impl FnOnce() -> R) -> R {
            meal()
        }
    }
}

pub mod water {
    #[derive(Default)]
    pub struct Water {}

    impl Water {
        pub fn new() -> Self {
            Self {}
        }
        pub fn hydrogen(&self, _release: impl FnOnce()) {}
        pub fn oxygen(&self, _release: impl FnOnce()) {}
    }
}

pub mod rw_lock {
    use std::marker::PhantomData;

    #[derive(Default)]
    pub struct ReadWriteLock {}
    pub struct Reading<'l>(PhantomData<&'l ()>);
    pub struct Writing<'l>(PhantomData<&'l ()>);

    impl ReadWriteLock {
        pub fn new() -> Self {
            Self {}
        }
        pub fn read(&self) -> Reading<'_> {
            Reading(PhantomData)
        }
        pub fn write(&self) -> Writing<'_> {
            Writing(PhantomData)
        }
    }
}

pub mod crossing {
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Road {
        Main,
        Side,
    }

    #[derive(Default)]
    pub struct Crossing {}

    impl Crossing {
        pub fn new() -> Self {
            Self {}
        }
        pub fn arrive(&self, _road: Road, _turn_green: impl FnOnce(), _cross: impl FnOnce()) {}
    }
}
