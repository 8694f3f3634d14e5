//@ expect: full
//! All nine in one file, with modules inside: mostly channels.

pub mod in_order {
    use std::sync::OnceLock;

    #[derive(Default)]
    pub struct InOrder {
        first: OnceLock<()>,
        second: OnceLock<()>,
    }

    impl InOrder {
        pub fn new() -> Self {
            Self::default()
        }

        pub fn first(&self, print: impl FnOnce()) {
            print();
            self.first.set(()).unwrap();
        }

        pub fn second(&self, print: impl FnOnce()) {
            self.first.wait();
            print();
            self.second.set(()).unwrap();
        }

        pub fn third(&self, print: impl FnOnce()) {
            self.second.wait();
            print();
        }
    }
}

pub mod tick_tock {
    use crossbeam_channel::{Receiver, Sender, bounded};

    pub struct TickTock {
        rounds: usize,
        tick: (Sender<()>, Receiver<()>),
        tock: (Sender<()>, Receiver<()>),
    }

    impl TickTock {
        pub fn new(rounds: usize) -> Self {
            let (tick, tock) = (bounded(1), bounded(1));
            tick.0.send(()).unwrap();
            Self { rounds, tick, tock }
        }

        pub fn tick(&self, mut say: impl FnMut()) {
            for () in self.tick.1.iter().take(self.rounds) {
                say();
                self.tock.0.send(()).unwrap();
            }
        }

        pub fn tock(&self, mut say: impl FnMut()) {
            for () in self.tock.1.iter().take(self.rounds) {
                say();
                self.tick.0.send(()).unwrap();
            }
        }
    }
}

pub mod blocking_queue {
    use crossbeam_channel::{Receiver, Sender, bounded};

    pub struct BlockingQueue<T> {
        put: Sender<T>,
        take: Receiver<T>,
    }

    impl<T> BlockingQueue<T> {
        pub fn new(capacity: usize) -> Self {
            assert_ne!(capacity, 0, "the capacity must not be 0");
            let (put, take) = bounded(capacity);
            Self { put, take }
        }

        pub fn enqueue(&self, item: T) {
            self.put
                .send(item)
                .ok()
                .expect("the receiver is in the same value");
        }

        pub fn dequeue(&self) -> T {
            self.take.recv().expect("the sender is in the same value")
        }

        pub fn len(&self) -> usize {
            self.put.len()
        }

        pub fn is_empty(&self) -> bool {
            self.put.is_empty()
        }
    }
}

pub mod zero_even_odd {
    use crossbeam_channel::{Receiver, Sender, bounded};

    pub struct ZeroEvenOdd {
        n: u32,
        numbers: [(Sender<u32>, Receiver<u32>); 2],
        printed: (Sender<()>, Receiver<()>),
    }

    impl ZeroEvenOdd {
        pub fn new(n: u32) -> Self {
            let numbers = [bounded(1), bounded(1)];
            Self {
                n,
                numbers,
                printed: bounded(1),
            }
        }

        pub fn zero(&self, mut print: impl FnMut(u32)) {
            for number in 1..=self.n {
                print(0);
                let side = usize::from(number % 2 == 0);
                self.numbers[side].0.send(number).unwrap();
                self.printed.1.recv().unwrap();
            }
        }

        fn side(&self, side: usize, count: u32, mut print: impl FnMut(u32)) {
            for _ in 0..count {
                print(self.numbers[side].1.recv().unwrap());
                self.printed.0.send(()).unwrap();
            }
        }

        pub fn odd(&self, print: impl FnMut(u32)) {
            self.side(0, self.n.div_ceil(2), print);
        }

        pub fn even(&self, print: impl FnMut(u32)) {
            self.side(1, self.n / 2, print);
        }
    }
}

pub mod fizz_buzz {
    use crossbeam_channel::{Receiver, Sender, bounded};

    pub struct FizzBuzz {
        n: u32,
        hands: [(Sender<u32>, Receiver<u32>); 4],
    }

    fn whose(number: u32) -> usize {
        match (number % 3, number % 5) {
            (0, 0) => 3,
            (_, 0) => 2,
            (0, _) => 1,
            _ => 0,
        }
    }

    impl FizzBuzz {
        pub fn new(n: u32) -> Self {
            let hands = [bounded(1), bounded(1), bounded(1), bounded(1)];
            if n > 0 {
                hands[0].0.send(1).unwrap();
            }
            Self { n, hands }
        }

        fn play(&self, mine: usize, mut say: impl FnMut(u32)) {
            for _ in (1..=self.n).filter(|&number| whose(number) == mine) {
                let number = self.hands[mine].1.recv().unwrap();
                say(number);
                if number < self.n {
                    self.hands[whose(number + 1)].0.send(number + 1).unwrap();
                }
            }
        }

        pub fn fizz(&self, mut say: impl FnMut()) {
            self.play(1, |_| say());
        }

        pub fn buzz(&self, mut say: impl FnMut()) {
            self.play(2, |_| say());
        }

        pub fn fizz_buzz(&self, mut say: impl FnMut()) {
            self.play(3, |_| say());
        }

        pub fn number(&self, say: impl FnMut(u32)) {
            self.play(0, say);
        }
    }
}

pub mod philosophers {
    use crossbeam_channel::{Receiver, Sender, bounded};

    struct Fork {
        put: Sender<()>,
        take: Receiver<()>,
    }

    impl Fork {
        fn many(count: usize) -> Fork {
            let (put, take) = bounded(count);
            (0..count).for_each(|_| put.send(()).unwrap());
            Fork { put, take }
        }

        fn take(&self) -> Taken<'_> {
            self.take.recv().unwrap();
            Taken(self)
        }
    }

    struct Taken<'f>(&'f Fork);

    impl Drop for Taken<'_> {
        fn drop(&mut self) {
            self.0.put.send(()).unwrap();
        }
    }

    pub struct Table {
        chairs: Fork,
        forks: Vec<Fork>,
    }

    impl Table {
        pub fn new(seats: usize) -> Self {
            assert!(seats > 1, "too few seats");
            Self {
                chairs: Fork::many(seats - 1),
                forks: (0..seats).map(|_| Fork::many(1)).collect(),
            }
        }

        pub fn eat<R>(&self, seat: usize, meal: impl FnOnce() -> R) -> R {
            let _chair = self.chairs.take();
            let _left = self.forks[seat].take();
            let _right = self.forks[(seat + 1) % self.forks.len()].take();
            meal()
        }
    }
}

pub mod water {
    use std::sync::{Barrier, Condvar, Mutex};

    struct Semaphore {
        free: Mutex<usize>,
        freed: Condvar,
    }

    impl Semaphore {
        fn new(free: usize) -> Self {
            Self {
                free: Mutex::new(free),
                freed: Condvar::new(),
            }
        }

        fn acquire(&self) {
            let free = self.free.lock().unwrap();
            *self.freed.wait_while(free, |free| *free == 0).unwrap() -= 1;
        }

        fn release(&self) {
            *self.free.lock().unwrap() += 1;
            self.freed.notify_one();
        }
    }

    pub struct Water {
        hydrogen: Semaphore,
        oxygen: Semaphore,
        complete: Barrier,
        released: Barrier,
    }

    impl Default for Water {
        fn default() -> Self {
            Self {
                hydrogen: Semaphore::new(2),
                oxygen: Semaphore::new(1),
                complete: Barrier::new(3),
                released: Barrier::new(3),
            }
        }
    }

    impl Water {
        pub fn new() -> Self {
            Self::default()
        }

        fn bond(&self, place: &Semaphore, release: impl FnOnce()) {
            place.acquire();
            self.complete.wait();
            release();
            self.released.wait();
            place.release();
        }

        pub fn hydrogen(&self, release: impl FnOnce()) {
            self.bond(&self.hydrogen, release);
        }

        pub fn oxygen(&self, release: impl FnOnce()) {
            self.bond(&self.oxygen, release);
        }
    }
}

pub mod rw_lock {
    use crossbeam_channel::{Sender, bounded};
    use std::collections::VecDeque;
    use std::sync::Mutex;

    #[derive(Clone, Copy, PartialEq)]
    enum Wish {
        Read,
        Write,
    }

    #[derive(Default)]
    struct Door {
        readers: usize,
        writers: usize,
        queue: VecDeque<(Wish, Sender<()>)>,
    }

    impl Door {
        fn let_in(&mut self) {
            while let Some((wish, _)) = self.queue.front() {
                match wish {
                    Wish::Read if self.writers == 0 => self.readers += 1,
                    Wish::Write if self.writers + self.readers == 0 => self.writers += 1,
                    Wish::Read | Wish::Write => return,
                }
                let (_, guest) = self.queue.pop_front().unwrap();
                guest.send(()).unwrap();
            }
        }
    }

    #[derive(Default)]
    pub struct ReadWriteLock {
        door: Mutex<Door>,
    }

    pub struct Reading<'l>(&'l ReadWriteLock);

    pub struct Writing<'l>(&'l ReadWriteLock);

    impl ReadWriteLock {
        pub fn new() -> Self {
            Self::default()
        }

        fn enter(&self, wish: Wish) {
            let (guest, called) = bounded(1);
            let mut door = self.door.lock().unwrap();
            door.queue.push_back((wish, guest));
            door.let_in();
            drop(door);
            called.recv().unwrap();
        }

        pub fn read(&self) -> Reading<'_> {
            self.enter(Wish::Read);
            Reading(self)
        }

        pub fn write(&self) -> Writing<'_> {
            self.enter(Wish::Write);
            Writing(self)
        }
    }

    impl Drop for Reading<'_> {
        fn drop(&mut self) {
            let mut door = self.0.door.lock().unwrap();
            door.readers -= 1;
            door.let_in();
        }
    }

    impl Drop for Writing<'_> {
        fn drop(&mut self) {
            let mut door = self.0.door.lock().unwrap();
            door.writers -= 1;
            door.let_in();
        }
    }
}

pub mod crossing {
    use crossbeam_channel::{Sender, bounded};
    use std::collections::VecDeque;
    use std::sync::Mutex;

    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Road {
        Main,
        Side,
    }

    /// Whether the car is to turn the light first.
    type Wave = bool;

    struct Policeman {
        green: Road,
        turning: bool,
        crossing: usize,
        queue: VecDeque<(Road, Sender<Wave>)>,
    }

    pub struct Crossing {
        policeman: Mutex<Policeman>,
    }

    impl Policeman {
        fn wave(&mut self) {
            while !self.turning {
                let Some((road, _)) = self.queue.front() else {
                    return;
                };
                let turn = *road != self.green;
                if turn && self.crossing > 0 {
                    return;
                }
                self.green = *road;
                self.turning = turn;
                self.crossing += 1;
                let (_, car) = self.queue.pop_front().unwrap();
                car.send(turn).unwrap();
            }
        }
    }

    impl Default for Crossing {
        fn default() -> Self {
            let policeman = Policeman {
                green: Road::Main,
                turning: false,
                crossing: 0,
                queue: VecDeque::new(),
            };
            Self {
                policeman: Mutex::new(policeman),
            }
        }
    }

    impl Crossing {
        pub fn new() -> Self {
            Self::default()
        }

        pub fn arrive(&self, road: Road, turn_green: impl FnOnce(), cross: impl FnOnce()) {
            let (car, waved) = bounded(1);
            let mut policeman = self.policeman.lock().unwrap();
            policeman.queue.push_back((road, car));
            policeman.wave();
            drop(policeman);
            if waved.recv().unwrap() {
                turn_green();
                let mut policeman = self.policeman.lock().unwrap();
                policeman.turning = false;
                policeman.wave();
            }
            cross();
            let mut policeman = self.policeman.lock().unwrap();
            policeman.crossing -= 1;
            policeman.wave();
        }
    }
}
