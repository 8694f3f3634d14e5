//@ expect: wrong-order in in_order/keeps_the_order
//@ expect: wrong-order in in_order/waits_only_as_long_as_it_must
//@ expect: wrong-order in tick_tock/two_rounds
//@ expect: wrong-order in tick_tock/one_round
//@ expect: wrong-order in tick_tock/any_number_of_rounds
//@ expect: panic in blocking_queue/from_thread_to_thread
//@ expect: wrong-value in blocking_queue/no_room_at_all
//@ expect: wrong-order in zero_even_odd/up_to_two
//@ expect: wrong-order in zero_even_odd/up_to_one
//@ expect: wrong-order in zero_even_odd/up_to_any_number
//@ expect: wrong-order in fizz_buzz/up_to_fifteen
//@ expect: limit-exceeded in philosophers/neighbours_share_a_fork
//@ expect: wrong-value in philosophers/impossible_tables
//@ expect: wrong-order in water/molecule_by_molecule
//@ expect: limit-exceeded in rw_lock/a_writer_is_alone
//@ expect: lost-item in crossing/turns_the_light_when_it_is_red
//@ expect: limit-exceeded in crossing/two_roads
//@ points: 0.95
//! Calls every closure as soon as it is given, as often as its own numbers ask for, and waits for nobody.

pub mod in_order {
    #[derive(Default)]
    pub struct InOrder {}

    impl InOrder {
        pub fn new() -> Self {
            Self {}
        }
        pub fn first(&self, print: impl FnOnce()) {
            print();
        }
        pub fn second(&self, print: impl FnOnce()) {
            print();
        }
        pub fn third(&self, print: impl FnOnce()) {
            print();
        }
    }
}

pub mod tick_tock {
    pub struct TickTock {
        rounds: usize,
    }

    impl TickTock {
        pub fn new(rounds: usize) -> Self {
            Self { rounds }
        }
        pub fn tick(&self, mut say: impl FnMut()) {
            (0..self.rounds).for_each(|_| say());
        }
        pub fn tock(&self, mut say: impl FnMut()) {
            (0..self.rounds).for_each(|_| say());
        }
    }
}

pub mod blocking_queue {
    use std::collections::VecDeque;
    use std::sync::Mutex;

    pub struct BlockingQueue<T> {
        items: Mutex<VecDeque<T>>,
    }

    impl<T> BlockingQueue<T> {
        pub fn new(_capacity: usize) -> Self {
            Self {
                items: Mutex::default(),
            }
        }
        pub fn enqueue(&self, item: T) {
            self.items.lock().unwrap().push_back(item);
        }
        pub fn dequeue(&self) -> T {
            self.items.lock().unwrap().pop_front().expect("an item")
        }
        pub fn len(&self) -> usize {
            self.items.lock().unwrap().len()
        }
        pub fn is_empty(&self) -> bool {
            self.len() == 0
        }
    }
}

pub mod zero_even_odd {
    pub struct ZeroEvenOdd {
        n: u32,
    }

    impl ZeroEvenOdd {
        pub fn new(n: u32) -> Self {
            Self { n }
        }
        pub fn zero(&self, mut print: impl FnMut(u32)) {
            (0..self.n).for_each(|_| print(0));
        }
        pub fn odd(&self, print: impl FnMut(u32)) {
            (1..=self.n).step_by(2).for_each(print);
        }
        pub fn even(&self, print: impl FnMut(u32)) {
            (2..=self.n).step_by(2).for_each(print);
        }
    }
}

pub mod fizz_buzz {
    pub struct FizzBuzz {
        n: u32,
    }

    impl FizzBuzz {
        pub fn new(n: u32) -> Self {
            Self { n }
        }
        pub fn fizz(&self, mut say: impl FnMut()) {
            let mine = (1..=self.n).filter(|k| k % 3 == 0 && k % 5 != 0);
            mine.for_each(|_| say());
        }
        pub fn buzz(&self, mut say: impl FnMut()) {
            let mine = (1..=self.n).filter(|k| k % 5 == 0 && k % 3 != 0);
            mine.for_each(|_| say());
        }
        pub fn fizz_buzz(&self, mut say: impl FnMut()) {
            (1..=self.n).filter(|k| k % 15 == 0).for_each(|_| say());
        }
        pub fn number(&self, say: impl FnMut(u32)) {
            (1..=self.n)
                .filter(|k| k % 3 != 0 && k % 5 != 0)
                .for_each(say);
        }
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
        pub fn hydrogen(&self, release: impl FnOnce()) {
            release();
        }
        pub fn oxygen(&self, release: impl FnOnce()) {
            release();
        }
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
        pub fn arrive(&self, _road: Road, _turn_green: impl FnOnce(), cross: impl FnOnce()) {
            cross();
        }
    }
}
