//@ expect: lost-item in three_stages/produces_the_items_in_order
//@ expect: lost-item in three_stages/doubles_every_number
//@ expect: lost-item in three_stages/filters_strictly
//@ expect: lost-item in three_stages/the_pipeline_is_connected
//@ expect: lost-item in stage/applies_f_in_order
//@ expect: lost-item in stage/works_with_any_capacity
//@ expect: wrong-value in try_pipeline/every_item_goes_through_all_stages
//@ expect: wrong-value in try_pipeline/works_without_items_and_without_stages
//@ expect: wrong-value in try_pipeline/returns_the_error
//@ expect: lost-item in try_parallel_stage/keeps_the_order
//@ expect: lost-item in try_parallel_stage/works_with_any_number_of_workers
//@ expect: lost-item in try_parallel_stage/passes_on_the_error
//@ points: 0
//! Does nothing: every stream is closed from the beginning, and every pipeline succeeds with no
//! result. It compiles, it never hangs, and it earns nothing.

use crossbeam_channel::{Receiver, bounded};

pub fn produce(items: Vec<i64>) -> Receiver<i64> {
    let _ = items;
    bounded(0).1
}

pub fn double(input: Receiver<i64>) -> Receiver<i64> {
    let _ = input;
    bounded(0).1
}

pub fn filter_gt(input: Receiver<i64>, limit: i64) -> Receiver<i64> {
    let _ = (input, limit);
    bounded(0).1
}

pub fn stage<T, U, F>(input: Receiver<T>, capacity: usize, f: F) -> Receiver<U>
where
    T: Send + 'static,
    U: Send + 'static,
    F: FnMut(T) -> U + Send + 'static,
{
    let _ = (input, capacity, f);
    bounded(0).1
}

pub type Step<T, E> = Box<dyn FnMut(T) -> Result<T, E> + Send>;

pub fn try_pipeline<T, E>(input: Receiver<T>, stages: Vec<Step<T, E>>) -> Result<Vec<T>, E>
where
    T: Send + 'static,
    E: Send + 'static,
{
    let _ = (input, stages);
    Ok(Vec::new())
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
    let _ = (input, workers, f);
    bounded(0).1
}
