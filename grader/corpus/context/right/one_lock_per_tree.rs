//@ expect: full
//! The whole tree in one table behind one lock: everything that happens in it has one order. A canceller is a context that can do more.

use crossbeam_channel::{Receiver, Sender, after, at, bounded, select, select_biased};
use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use std::{iter, thread};

/// Why a context is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    Cancelled,
    DeadlineExceeded,
}

pub fn cancel_once() -> (Canceller, Receiver<()>) {
    let context = Context::background();
    let done = context.done();
    (Canceller(context), done)
}

#[derive(Clone)]
pub struct Canceller(Context);

impl Canceller {
    pub fn cancel(&self) {
        self.0.seat.finish(Cause::Cancelled);
    }
}

#[derive(Clone)]
pub struct Context {
    seat: Arc<Seat>,
}

/// A place in the table, given back when it is dropped.
struct Seat {
    table: Table,
    number: u64,
    parent: Option<Context>,
    deadline: Option<Instant>,
    value: Option<Box<dyn Any + Send + Sync>>,
    _alive: Sender<()>,
}

type Table = Arc<Mutex<HashMap<u64, Entry>>>;

struct Entry {
    parent: Option<u64>,
    cause: Option<Cause>,
    open: Option<Sender<()>>,
    done: Receiver<()>,
}

/// Sets the causes first, and returns what is to be closed afterwards.
fn finish(table: &Table, number: u64, cause: Cause) -> Vec<Sender<()>> {
    let mut table = table.lock().unwrap();
    let mut open = Vec::new();
    let mut doomed = vec![number];
    while let Some(number) = doomed.pop() {
        let Some(entry) = table.get_mut(&number).filter(|entry| entry.cause.is_none()) else {
            continue;
        };
        entry.cause = Some(cause);
        open.extend(entry.open.take());
        doomed.extend(
            table
                .iter()
                .filter(|(_, child)| child.parent == Some(number))
                .map(|(child, _)| *child),
        );
    }
    open
}

impl Seat {
    fn finish(&self, cause: Cause) {
        drop(finish(&self.table, self.number, cause));
    }

    fn new(
        table: Table,
        parent: Option<Context>,
        own: Option<Instant>,
        value: Option<Box<dyn Any + Send + Sync>>,
    ) -> Context {
        let (open, done) = bounded(0);
        let (alive, gone) = bounded(0);
        let inherited = parent.as_ref().and_then(Context::deadline);
        let deadline = own.into_iter().chain(inherited).min();
        let mut entries = table.lock().unwrap();
        let number = entries.keys().max().map_or(0, |last| last + 1);
        let above = parent.as_ref().map(|parent| parent.seat.number);
        let cause = above.and_then(|above| entries[&above].cause);
        // Who is born done has nothing to close.
        let open = cause.is_none().then_some(open);
        entries.insert(
            number,
            Entry {
                parent: above,
                cause,
                open,
                done: done.clone(),
            },
        );
        drop(entries);
        if let Some(own) = own.filter(|_| cause.is_none() && deadline != inherited) {
            let table = Arc::clone(&table);
            thread::spawn(move || {
                select_biased! {
                    recv(done) -> _ => {}
                    recv(gone) -> _ => {}
                    recv(at(own)) -> _ => drop(finish(&table, number, Cause::DeadlineExceeded)),
                }
            });
        }
        Context {
            seat: Arc::new(Seat {
                table,
                number,
                parent,
                deadline,
                value,
                _alive: alive,
            }),
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.table.lock().unwrap().remove(&self.number);
    }
}

impl Context {
    pub fn background() -> Self {
        Seat::new(Table::default(), None, None, None)
    }

    pub fn with_cancel(&self) -> (Context, Canceller) {
        self.child(None)
    }

    pub fn with_timeout(&self, timeout: Duration) -> (Context, Canceller) {
        self.child(Instant::now().checked_add(timeout))
    }

    pub fn with_deadline(&self, deadline: Instant) -> (Context, Canceller) {
        self.child(Some(deadline))
    }

    fn child(&self, deadline: Option<Instant>) -> (Context, Canceller) {
        let child = Seat::new(
            Arc::clone(&self.seat.table),
            Some(self.clone()),
            deadline,
            None,
        );
        (child.clone(), Canceller(child))
    }

    pub fn with_value<T>(&self, value: T) -> Context
    where
        T: Any + Send + Sync,
    {
        Seat::new(
            Arc::clone(&self.seat.table),
            Some(self.clone()),
            None,
            Some(Box::new(value)),
        )
    }

    pub fn done(&self) -> Receiver<()> {
        self.seat.table.lock().unwrap()[&self.seat.number]
            .done
            .clone()
    }

    pub fn cause(&self) -> Option<Cause> {
        self.seat.table.lock().unwrap()[&self.seat.number].cause
    }

    pub fn deadline(&self) -> Option<Instant> {
        self.seat.deadline
    }

    pub fn value<T>(&self) -> Option<&T>
    where
        T: Any,
    {
        iter::successors(Some(self), |context| context.seat.parent.as_ref())
            .filter_map(|context| context.seat.value.as_deref())
            .find_map(|value| value.downcast_ref())
    }
}

pub fn odds_with_context(ctx: &Context, max: u64) -> Receiver<String> {
    let (sender, results) = bounded(0);
    let ctx = ctx.clone();
    thread::spawn(move || {
        let done = ctx.done();
        let numbers = (0..max.div_ceil(2)).map(|index| 2 * index + 1);
        // The first pause is none.
        let mut pause = after(Duration::ZERO);
        for number in numbers {
            select! {
                recv(pause) -> _ => {}
                recv(done) -> _ => return,
            }
            select! {
                send(sender, format!("Result: {number}")) -> sent => if sent.is_err() { return },
                recv(done) -> _ => return,
            }
            pause = after(Duration::from_millis(499));
        }
    });
    results
}
