//@ expect: full
//@ task: crossing
//! A queue of cars, each with a channel on which it is waved through: with or without turning the light.

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
