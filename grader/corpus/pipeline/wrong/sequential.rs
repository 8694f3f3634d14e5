//@ expect: not-lazy in three_stages/stays_near_its_reader
//@ expect: cancellation-ignored in three_stages/ends_when_the_reader_leaves
//@ expect: too-late in three_stages/passes_on_each_number_as_it_comes
//@ expect: not-lazy in stage/takes_as_much_as_asked
//@ expect: cancellation-ignored in stage/ends_when_the_reader_leaves
//@ expect: panic in stage/a_panic_ends_the_stream
//@ expect: not-concurrent in stage/stages_work_at_the_same_time
//@ expect: too-late in stage/passes_on_each_result_as_it_is_made
//@ expect: not-concurrent in try_pipeline/stages_work_at_the_same_time
//@ expect: deadlock in try_parallel_stage/as_many_at_once_as_there_are_workers
//@ expect: not-lazy in try_parallel_stage/stays_near_its_reader
//@ expect: cancellation-ignored in try_parallel_stage/ends_when_the_reader_leaves
//@ expect: panic in try_parallel_stage/a_panic_ends_the_stream
//@ expect: too-late in try_parallel_stage/workers_work_at_the_same_time
//@ expect: not-concurrent in try_parallel_stage/a_slow_value_holds_up_nobody
//@ points: 58
//! No concurrency at all: every function works in its caller and returns a channel that is full and
//! closed. The values are right. That the stages work at the same time was the point.

use crossbeam_channel::{Receiver, unbounded};

/// A closed stream that holds `values`.
fn filled<T>(values: impl Iterator<Item = T>) -> Receiver<T> {
    let (sender, receiver) = unbounded();
    for value in values {
        sender.send(value).unwrap();
    }
    receiver
}

pub fn produce(items: Vec<i64>) -> Receiver<i64> {
    filled(items.into_iter())
}

pub fn double(input: Receiver<i64>) -> Receiver<i64> {
    filled(input.iter().map(|number| 2 * number))
}

pub fn filter_gt(input: Receiver<i64>, limit: i64) -> Receiver<i64> {
    filled(input.iter().filter(|&number| number > limit))
}

pub fn stage<T, U, F>(input: Receiver<T>, capacity: usize, f: F) -> Receiver<U>
where
    T: Send + 'static,
    U: Send + 'static,
    F: FnMut(T) -> U + Send + 'static,
{
    let _ = capacity;
    filled(input.iter().map(f))
}

pub type Step<T, E> = Box<dyn FnMut(T) -> Result<T, E> + Send>;

pub fn try_pipeline<T, E>(input: Receiver<T>, stages: Vec<Step<T, E>>) -> Result<Vec<T>, E>
where
    T: Send + 'static,
    E: Send + 'static,
{
    let mut stages = stages;
    let mut through = |item| stages.iter_mut().try_fold(item, |item, step| step(item));
    input.iter().map(&mut through).collect()
}

pub fn try_parallel_stage<T, U, E, F>(
    input: Receiver<T>,
    workers: usize,
    f: F,
) -> Receiver<Result<U, E>>
where
    T: Send + 'static,
    U: Send + 'static,
    E: Send + 'static,
    F: Fn(T) -> Result<U, E> + Send + Sync + 'static,
{
    assert!(workers > 0, "workers");
    let mut failed = false;
    filled(input.iter().map(f).take_while(|result| {
        let before = failed;
        failed = result.is_err();
        !before
    }))
}
