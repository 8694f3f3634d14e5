//! The hidden suite of `crossing`: no crash, no needless turn of the light, and nobody who waits for ever.

use crate::common::SECOND;
use check::prelude::*;
use classics::crossing::{Crossing, Road};
use std::thread;

/// What happens at a crossing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Event {
    /// The light is being turned green for this road.
    Turn(Road),
    /// It is green.
    Green(Road),
    /// A car begins to cross.
    Enter(Road),
    /// It is over.
    Leave(Road),
}
use Event::{Enter, Green, Leave, Turn};
use Road::{Main, Side};

/// A crossing, and what happened there.
struct Watched {
    crossing: Crossing,
    events: Log<Event>,
}

impl Watched {
    fn new() -> Watched {
        Watched {
            crossing: Crossing::new(),
            events: Log::new(),
        }
    }

    /// A car comes; turning the light, and crossing, are what these do.
    fn car(&self, road: Road, turning: impl FnOnce(), crossing: impl FnOnce()) {
        let turn_green = || {
            self.events.push(Turn(road));
            turning();
            self.events.push(Green(road));
        };
        let cross = || {
            self.events.push(Enter(road));
            crossing();
            self.events.push(Leave(road));
        };
        self.crossing.arrive(road, turn_green, cross);
    }

    /// A car comes, and moves whenever others let it.
    fn any_car(&self, road: Road) {
        self.car(road, thread::yield_now, thread::yield_now);
    }

    /// Whoever entered, in this order.
    fn entered(&self) -> Vec<Road> {
        let events = self.events.snapshot().into_iter();
        let entered = events.filter_map(|event| match event {
            Enter(road) => Some(road),
            Turn(_) | Green(_) | Leave(_) => None,
        });
        entered.collect()
    }

    /// The light was green for whoever crossed, and was turned when it was red and nobody crossed.
    fn expect_legal(&self) {
        let (mut green, mut inside) = (Some(Main), 0);
        let events = self.events.snapshot();
        for (index, &event) in events.iter().enumerate() {
            let here = (events.as_slice(), index);
            match event {
                Turn(road) => {
                    let turned = green.is_some() && green != Some(road);
                    expect_item(
                        turned,
                        Code::WrongValue,
                        "a light was turned that was green already",
                        here,
                    );
                    let empty = inside == 0;
                    expect_item(
                        empty,
                        Code::LimitExceeded,
                        "the light was turned while a car crossed",
                        here,
                    );
                    green = None;
                }
                Green(road) => green = Some(road),
                Enter(road) => {
                    let allowed = green == Some(road);
                    expect_item(
                        allowed,
                        Code::LimitExceeded,
                        "a car crosses although its light is red",
                        here,
                    );
                    inside += 1;
                }
                Leave(_) => inside -= 1,
            }
        }
    }
}

check::suite! {
    /// A car has the light turned if it is red, and only then; in the beginning `Main` has green.
    #[check(basic, weight = 3)]
    fn turns_the_light_when_it_is_red() {
        let watched = Watched::new();
        for road in [Main, Side, Side, Main] {
            watched.car(road, || (), || ());
        }
        let want = [
            [Enter(Main), Leave(Main)].as_slice(),
            &[Turn(Side), Green(Side), Enter(Side), Leave(Side), Enter(Side), Leave(Side)],
            &[Turn(Main), Green(Main), Enter(Main), Leave(Main)],
        ];
        expect_sequence("what happened", watched.events.snapshot(), want.concat());
    }

    /// Two cars from different roads both cross, one after the other.
    #[check(basic, weight = 4, exhaustive, budget = 20000)]
    fn two_roads() {
        let watched = Watched::new();
        thread::scope(|scope| {
            scope.spawn(|| watched.any_car(Side));
            watched.any_car(Main);
        });
        watched.expect_legal();
        expect_same_items("who crossed", watched.entered(), [Main, Side]);
    }

    /// Several cars from both roads all cross, and never meet others.
    #[check(deadlock, weight = 4)]
    fn everybody_crosses() {
        let watched = Watched::new();
        thread::scope(|scope| {
            for road in [Side, Main, Side, Main] {
                let watched = &watched;
                scope.spawn(move || watched.any_car(road));
            }
        });
        watched.expect_legal();
        expect_same_items("who crossed", watched.entered(), [Main, Main, Side, Side]);
    }

    /// Cars of the same road cross at the same time.
    #[check(timing, weight = 3)]
    fn one_road_crosses_together() {
        let watched = Watched::new();
        let car = |road| watched.car(road, || (), || thread::sleep(SECOND));
        let ((), time) = took(|| {
            thread::scope(|scope| {
                for _ in 0..2 {
                    scope.spawn(|| car(Main));
                }
            });
        });
        expect_makespan("2 cars of 1 s on a road that has green", time, SECOND);
        let ((), time) = took(|| {
            thread::scope(|scope| {
                scope.spawn(|| car(Main));
                settle();
                for _ in 0..2 {
                    scope.spawn(|| car(Side));
                }
            });
        });
        expect_makespan("a car, and then 2 of the other road, 1 s each", time, 2 * SECOND);
        watched.expect_legal();
    }

    /// Nobody crosses while the light is being turned, and it is turned once for all who wait.
    #[check(ordering, weight = 3)]
    fn the_light_takes_its_time() {
        let watched = Watched::new();
        let ((), time) = took(|| {
            thread::scope(|scope| {
                let car = |road| {
                    let second = || thread::sleep(SECOND);
                    watched.car(road, second, second);
                };
                scope.spawn(move || car(Main));
                settle();
                for _ in 0..2 {
                    scope.spawn(move || car(Side));
                }
            });
        });
        watched.expect_legal();
        expect_makespan("a car, the light, and 2 cars of the other road", time, 3 * SECOND);
    }

    /// A car that comes to a green light while others wait at the red one does not overtake them.
    #[check(ordering, weight = 5)]
    fn nobody_waits_for_ever() {
        for (green, red) in [(Main, Side), (Side, Main)] {
            let (watched, gate) = (Watched::new(), Gate::closed());
            thread::scope(|scope| {
                scope.spawn(|| watched.car(green, || (), || gate.pass()));
                settle();
                scope.spawn(|| watched.any_car(red));
                settle();
                scope.spawn(|| watched.any_car(green));
                settle();
                expect(
                    watched.entered() == [green],
                    Code::WrongOrder,
                    "a car overtook one that had been waiting at a red light",
                );
                gate.open();
            });
            watched.expect_legal();
            expect_sequence("who crossed", watched.entered(), [green, red, green]);
        }
    }

    /// Waking for no reason changes nothing.
    #[check(resources, spurious)]
    fn waking_for_no_reason_changes_nothing() {
        let watched = Watched::new();
        thread::scope(|scope| {
            scope.spawn(|| watched.any_car(Side));
            scope.spawn(|| watched.any_car(Main));
            watched.any_car(Side);
        });
        watched.expect_legal();
        expect_same_items("who crossed", watched.entered(), [Main, Side, Side]);
    }
}
