// Included twice, with `channel` and `thread` being the real ones or the simulated ones.

use super::{Outcome, Program, Step};
use channel::{bounded, select, select_biased, unbounded, Receiver, Sender};

/// A thread's endpoints; each value that is sent tells where it comes from.
struct Worker {
    id: usize,
    count: usize,
    senders: Vec<Option<Sender<usize>>>,
    receivers: Vec<Option<Receiver<usize>>>,
}

pub(super) fn run(program: &Program) -> Outcome {
    let channels = program.capacities.map(|capacity| capacity.map_or_else(unbounded, bounded));
    let workers = program.threads.iter().enumerate().map(|(id, steps)| {
        let senders = channels.iter().map(|(tx, _)| Some(tx.clone())).collect();
        let receivers = channels.iter().map(|(_, rx)| Some(rx.clone())).collect();
        (Worker { id, count: 0, senders, receivers }, steps.clone())
    });
    let workers: Vec<_> = workers.collect();
    drop(channels);
    let handles: Vec<_> = workers
        .into_iter()
        .map(|(mut worker, steps)| {
            thread::spawn(move || {
                let said: Vec<_> = steps.into_iter().map(|step| worker.step(step)).collect();
                // Endpoints go by their steps only, or when all threads have ended: each further drop
                // would make many more interleavings.
                (worker, said)
            })
        })
        .collect();
    let ended = handles.into_iter().map(|handle| handle.join().unwrap());
    let (_workers, said): (Vec<_>, Outcome) = ended.unzip();
    said
}

impl Worker {
    fn value(&mut self) -> usize {
        self.count += 1;
        self.id * 10 + self.count
    }

    fn step(&mut self, step: Step) -> String {
        let value = self.value();
        match step {
            Step::TrySend(n) => match &self.senders[n] {
                Some(tx) => format!("{:?}", tx.try_send(value)),
                None => String::new(),
            },
            Step::TryReceive(n) => match &self.receivers[n] {
                Some(rx) => format!("{:?}", rx.try_recv()),
                None => String::new(),
            },
            Step::TrySelect => self.select(value).unwrap_or_default(),
            Step::TrySelectBiased => self.select_biased(value).unwrap_or_default(),
            Step::DropSender(n) => format!("{}", self.senders[n].take().is_some()),
            Step::DropReceiver(n) => format!("{}", self.receivers[n].take().is_some()),
            Step::Look(n) => match &self.receivers[n] {
                Some(rx) => format!("{} {} {}", rx.is_empty(), rx.is_full(), rx.len()),
                None => String::new(),
            },
        }
    }

    fn select(&self, value: usize) -> Option<String> {
        let (tx, rx) = (self.senders[0].as_ref()?, self.receivers[1].as_ref()?);
        Some(select! {
            recv(rx) -> value => format!("received {value:?}"),
            send(tx, value) -> result => format!("sent {result:?}"),
            default => "nothing".into(),
        })
    }

    fn select_biased(&self, value: usize) -> Option<String> {
        let (tx, rx) = (self.senders[1].as_ref()?, self.receivers[0].as_ref()?);
        Some(select_biased! {
            recv(rx) -> value => format!("received {value:?}"),
            send(tx, value) -> result => format!("sent {result:?}"),
            default => "nothing".into(),
        })
    }
}
