// Included twice, with `channel` and `Instant` being the real ones or the simulated ones.

use channel::{
    after, at, bounded, never, select, select_biased, tick, unbounded, IntoIter, Iter,
    ReadyTimeoutError, Receiver, RecvError, RecvTimeoutError, Select, SelectTimeoutError,
    SelectedOperation, SendError, SendTimeoutError, Sender, TryIter, TryReadyError, TryRecvError,
    TrySelectError, TrySendError,
};
use std::time::Duration;

/// Whether a type has a trait.
macro_rules! has {
    ($type:ty: $($bound:tt)+) => {{
        struct Probe<T: ?Sized>(std::marker::PhantomData<T>);
        trait Without {
            const HAS: bool = false;
        }
        impl<T: ?Sized> Without for Probe<T> {}
        impl<T: ?Sized + $($bound)+> Probe<T> {
            const HAS: bool = true;
        }
        (concat!(stringify!($type), ": ", stringify!($($bound)+)), <Probe<$type>>::HAS)
    }};
}

macro_rules! all_traits {
    ($($type:ty),+ $(,)?) => {
        vec![$(
            has!($type: Send),
            has!($type: Sync),
            has!($type: Unpin),
            has!($type: std::panic::UnwindSafe),
            has!($type: std::panic::RefUnwindSafe),
            has!($type: Clone),
            has!($type: Copy),
            has!($type: Default),
            has!($type: PartialEq),
            has!($type: Eq),
            has!($type: PartialOrd),
            has!($type: std::hash::Hash),
            has!($type: std::fmt::Debug),
            has!($type: std::fmt::Display),
            has!($type: std::error::Error),
            has!($type: Iterator),
            has!($type: std::iter::FusedIterator),
            has!($type: ExactSizeIterator),
            has!($type: DoubleEndedIterator),
            has!($type: IntoIterator),
            has!($type: From<SendError<u8>>),
            has!($type: From<RecvError>),
        )+]
    };
}

type Plain = u8;
type NotSync = std::cell::Cell<u8>;
type NotSend = std::rc::Rc<u8>;
type NotDebug = fn(&mut dyn FnMut());
struct Nothing;

pub(super) fn traits() -> Vec<(&'static str, bool)> {
    all_traits![
        Sender<Plain>, Sender<NotSync>, Sender<NotSend>, Sender<Nothing>,
        Receiver<Plain>, Receiver<NotSync>, Receiver<NotSend>, Receiver<Nothing>,
        &'static Receiver<Plain>,
        Iter<'static, Plain>, Iter<'static, NotSync>, Iter<'static, NotSend>,
        TryIter<'static, Plain>, TryIter<'static, NotSync>, TryIter<'static, NotSend>,
        IntoIter<Plain>, IntoIter<NotSync>, IntoIter<NotSend>,
        Select<'static>, SelectedOperation<'static>,
        SendError<Plain>, SendError<NotSync>, SendError<NotSend>, SendError<Nothing>,
        TrySendError<Plain>, TrySendError<NotSync>, TrySendError<NotSend>, TrySendError<NotDebug>,
        SendTimeoutError<Plain>, SendTimeoutError<NotSync>, SendTimeoutError<NotSend>,
        RecvError, TryRecvError, RecvTimeoutError,
        TrySelectError, SelectTimeoutError, TryReadyError, ReadyTimeoutError,
    ]
}

pub(super) fn texts() -> Vec<String> {
    let (tx, rx) = bounded::<u8>(1);
    let mut list = Select::new();
    list.recv(&rx);
    tx.send(0).unwrap();
    let operation = list.select();
    let mut texts = vec![
        format!("{tx:?} {rx:?} {list:?} {operation:?} [{tx:>12?}]"),
        format!("{:?} {:?} {:?}", rx.iter(), rx.try_iter(), rx.clone().into_iter()),
    ];
    operation.recv(&rx).unwrap();
    let errors: [&dyn std::error::Error; 12] = [
        &SendError(1),
        &TrySendError::Full(1),
        &TrySendError::Disconnected(1),
        &SendTimeoutError::Timeout(1),
        &SendTimeoutError::Disconnected(1),
        &RecvError,
        &TryRecvError::Empty,
        &TryRecvError::Disconnected,
        &RecvTimeoutError::Timeout,
        &RecvTimeoutError::Disconnected,
        &TrySelectError,
        &SelectTimeoutError,
    ];
    texts.extend(errors.map(|error| format!("{error:?} {error} [{error:60}] [{error:<60?}]")));
    texts.push(format!("{TryReadyError:?} {ReadyTimeoutError:?}"));
    texts.push(format!(
        "{:?} {:?} {} {}",
        TrySendError::from(SendError(1)),
        SendTimeoutError::from(SendError(1)),
        TryRecvError::from(RecvError),
        RecvTimeoutError::from(RecvError),
    ));
    texts
}

/// The types of all functions and methods, by use as function pointers.
pub(super) fn signatures() {
    type Maker<T> = (Sender<T>, Receiver<T>);
    const _NEVER: Receiver<u8> = never();
    let _: fn() -> Maker<u8> = unbounded;
    let _: fn(usize) -> Maker<u8> = bounded;
    let _: [fn(Duration) -> Receiver<Instant>; 2] = [after, tick];
    let _: fn(Instant) -> Receiver<Instant> = at;
    let _: fn() -> Receiver<u8> = never;
    let _: fn(&Sender<u8>, u8) -> Result<(), SendError<u8>> = Sender::send;
    let _: fn(&Sender<u8>, u8) -> Result<(), TrySendError<u8>> = Sender::try_send;
    let _: fn(&Sender<u8>, u8, Duration) -> Result<(), SendTimeoutError<u8>> = Sender::send_timeout;
    let _: fn(&Sender<u8>, u8, Instant) -> Result<(), SendTimeoutError<u8>> = Sender::send_deadline;
    let _: [fn(&Sender<u8>) -> bool; 2] = [Sender::is_empty, Sender::is_full];
    let _: fn(&Sender<u8>) -> usize = Sender::len;
    let _: fn(&Sender<u8>) -> Option<usize> = Sender::capacity;
    let _: fn(&Sender<u8>, &Sender<u8>) -> bool = Sender::same_channel;
    let _: fn(&Receiver<u8>) -> Result<u8, RecvError> = Receiver::recv;
    let _: fn(&Receiver<u8>) -> Result<u8, TryRecvError> = Receiver::try_recv;
    let _: fn(&Receiver<u8>, Duration) -> Result<u8, RecvTimeoutError> = Receiver::recv_timeout;
    let _: fn(&Receiver<u8>, Instant) -> Result<u8, RecvTimeoutError> = Receiver::recv_deadline;
    let _: [fn(&Receiver<u8>) -> bool; 2] = [Receiver::is_empty, Receiver::is_full];
    let _: fn(&Receiver<u8>) -> usize = Receiver::len;
    let _: fn(&Receiver<u8>) -> Option<usize> = Receiver::capacity;
    let _: fn(&Receiver<u8>, &Receiver<u8>) -> bool = Receiver::same_channel;
    let _: fn(&Receiver<u8>) -> Iter<'_, u8> = Receiver::iter;
    let _: fn(&Receiver<u8>) -> TryIter<'_, u8> = Receiver::try_iter;
    let _: [fn() -> Select<'static>; 2] = [Select::new, Select::new_biased];
    let _: fn(&mut Select<'static>, usize) = Select::remove;
    let _: fn(&mut Select<'static>) -> SelectedOperation<'static> = Select::select;
    type Selected<E> = Result<SelectedOperation<'static>, E>;
    let _: fn(&mut Select<'static>) -> Selected<TrySelectError> = Select::try_select;
    let _: fn(&mut Select<'static>, Duration) -> Selected<SelectTimeoutError> =
        Select::select_timeout;
    let _: fn(&mut Select<'static>, Instant) -> Selected<SelectTimeoutError> =
        Select::select_deadline;
    let _: fn(&mut Select<'static>) -> usize = Select::ready;
    let _: fn(&mut Select<'static>) -> Result<usize, TryReadyError> = Select::try_ready;
    let _: fn(&mut Select<'static>, Duration) -> Result<usize, ReadyTimeoutError> =
        Select::ready_timeout;
    let _: fn(&mut Select<'static>, Instant) -> Result<usize, ReadyTimeoutError> =
        Select::ready_deadline;
}

/// A receiver behind a method, a field, an index, a smart pointer.
struct Holder {
    rx: Receiver<i32>,
    list: Vec<Receiver<i32>>,
    boxed: Box<Receiver<i32>>,
    tx: std::sync::Arc<Sender<i32>>,
}

impl Holder {
    fn rx(&self) -> &Receiver<i32> {
        &self.rx
    }

    /// Arms may use `self` as they like.
    fn replace(&mut self) -> i32 {
        select! {
            recv(self.rx) -> value => {
                self.rx = never();
                value.unwrap_or(-1)
            }
            recv(self.boxed) -> _ => {
                self.list.clear();
                0
            }
            default => {
                self.rx = never();
                -2
            }
        }
    }
}

fn early(rx: &Receiver<i32>, other: &Receiver<i32>) -> Result<i32, RecvError> {
    let value = select! {
        recv(rx) -> value => value?,
        recv(other) -> _ => return Ok(-1),
    };
    Ok(value + 1)
}

fn looping(rx: &Receiver<i32>, idle: &Receiver<i32>) -> i32 {
    let mut sum = 0;
    'outer: loop {
        loop {
            select! {
                recv(rx) -> value => match value {
                    Ok(3) => continue,
                    Ok(5) => break,
                    Ok(value) => sum += value,
                    Err(_) => break 'outer,
                },
                recv(idle) -> _ => unreachable!(),
            }
        }
        sum += 100;
    }
    sum
}

#[rustfmt::skip]
pub(super) fn forms() -> Vec<String> {
    let mut said = Vec::new();
    let mut say = |text: &dyn std::fmt::Debug| said.push(format!("{text:?}"));
    let (tx, rx) = unbounded::<i32>();
    let (full, _keep) = bounded::<i32>(0);
    let idle = never::<i32>();
    let ms = Duration::from_millis;

    // One arm of each kind, alone.
    tx.send(1).unwrap();
    say(&select! { recv(rx) -> value => value });
    say(&select! { send(tx, 2) -> result => result.is_ok(), });
    say(&select! { default => "idle" });
    say(&select! { default() => "idle" });
    say(&select! { default(ms(1)) => "late" });
    say(&select! { recv(rx) -> value => value, default => unreachable!() });
    say(&select! { recv(rx) -> _ => unreachable!(), default() => 3, });
    say(&select! { recv(rx) -> _ => unreachable!(), default(ms(1)) => 4 });
    say(&select! { send(full, 1) -> _ => unreachable!(), default => 5 });
    say(&select! { send(full, 1) -> _ => unreachable!(), default(ms(1),) => 6 });

    // Blocks with and without commas, trailing commas in lists, any order.
    tx.send(7).unwrap();
    select! {
        default => unreachable!(),
        send(full, 1,) -> _ => { unreachable!() }
        recv(rx,) -> value => { say(&value) },
        recv(idle) -> _ => unreachable!()
    }
    tx.send(8).unwrap();
    select_biased! {
        recv(idle) -> _ => {}
        recv(rx) -> value => { say(&value); }
        default(ms(10)) => {}
    }

    // Patterns.
    tx.send(9).unwrap();
    say(&select! {
        recv(rx) -> mut value => { if let Ok(value) = &mut value { *value += 1; } value }
        recv(idle) -> (Ok(_) | Err(RecvError)) => unreachable!(),
    });
    let (pairs, on_pair) = bounded(1);
    pairs.send((1, "one")).unwrap();
    drop(pairs);
    say(&select! { recv(on_pair) -> pair => match pair { Ok((1, text)) => text, _ => "?" } });
    say(&select! { recv(on_pair) -> (Ok(_) | Err(_)) => "gone", recv(idle) -> _ => "" });

    // Channels that are expressions, and their temporaries.
    let mut holder = Holder {
        rx: rx.clone(),
        list: vec![rx.clone(), idle.clone()],
        boxed: Box::new(never()),
        tx: std::sync::Arc::new(tx.clone()),
    };
    for number in 0..6 {
        holder.tx.send(number).unwrap();
        let nobody = never::<i32>();
        let option = Some(&rx).filter(|_| number == 4);
        say(&match number {
            0 => select! { recv(holder.rx()) -> value => value, recv(nobody) -> _ => unreachable!() },
            1 => select! { recv(&&holder.list[0]) -> value => value, recv(holder.boxed) -> value => value },
            2 => select! { recv(if number > 1 { &rx } else { &idle }) -> value => value, default => Ok(0) },
            3 => select! { recv(holder.rx.clone()) -> value => value, recv(idle) -> value => value },
            4 => select! { recv(option.unwrap_or(&never())) -> value => value, default(ms(1)) => Ok(0) },
            _ => select! { recv({ let rx = &rx; rx }) -> value => value, default(ms(5) * 2) => Ok(0) },
        });
    }
    select! {
        send(holder.tx, 20) -> result => say(&result.is_ok()),
        send(holder.tx.as_ref(), 20) -> result => say(&result.is_ok()),
    }
    say(&holder.replace());
    say(&holder.replace());

    // Control flow out of arms.
    tx.send(1).unwrap();
    say(&early(&rx, &idle));
    let (closed, on_closed) = bounded(0);
    drop(closed);
    say(&early(&on_closed, &idle));
    for value in [1, 3, 2, 5, 4, 5, 7] {
        tx.send(value).unwrap();
    }
    let (queue, on_queue) = unbounded();
    rx.try_iter().for_each(|value| queue.send(value).unwrap());
    drop(queue);
    say(&looping(&on_queue, &idle));
    let diverging: i32 = select! { recv(on_queue) -> value => value.unwrap_or(11), default => panic!() };
    say(&diverging);

    // Names of one's own, whatever the macro calls its variables.
    let (receiver, received, selected, completed, channel, sender) = (1, 2, 3, 4, 5, 6);
    let (c0, c1, result, operations) = (7, 8, 9, 10);
    tx.send(receiver).unwrap();
    say(&select! {
        recv(rx) -> got => (got, received, selected, completed, channel, sender, c0, c1, result, operations),
        send(full, c0 + c1) -> _ => unreachable!(),
    });

    // One in another, in an arm, in a value, in a channel.
    tx.send(12).unwrap();
    tx.send(13).unwrap();
    let (one, on_one) = bounded(1);
    select! {
        send(one, select! { recv(rx) -> value => value, default => Err(RecvError) }) -> result => {
            say(&result.is_ok());
            select! {
                recv(on_one) -> value => say(&value),
                default => unreachable!(),
            }
        }
        recv(select! { recv(idle) -> _ => unreachable!(), default => &idle }) -> _ => {}
    }

    // Out of other macros.
    macro_rules! wait_for {
        ($channel:expr, $pattern:pat => $body:expr, $timeout:expr) => {
            select_biased! { recv($channel) -> $pattern => $body, default($timeout) => None }
        };
    }
    say(&wait_for!(rx, value => value.ok(), ms(1)));
    say(&wait_for!(idle, _ => Some(1), ms(1)));

    // Many arms.
    let v: Vec<_> = (0..10).map(|_| bounded::<usize>(1)).collect();
    v[9].0.send(9).unwrap();
    say(&select! {
        recv(v[0].1) -> x => x, recv(v[1].1) -> x => x, recv(v[2].1) -> x => x, recv(v[3].1) -> x => x,
        recv(v[4].1) -> x => x, recv(v[5].1) -> x => x, recv(v[6].1) -> x => x, recv(v[7].1) -> x => x,
        recv(v[8].1) -> x => x, recv(v[9].1) -> x => x, recv(after(Duration::MAX)) -> _ => unreachable!(),
        recv(tick(ms(60_000))) -> _ => unreachable!(), recv(never::<u8>()) -> _ => unreachable!(),
    });
    said
}
