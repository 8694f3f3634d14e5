//! Generators: functions that return channels.
//!
//! Each function starts what it needs, returns a [`Receiver`] at once, and makes its values while
//! the reader reads. The contracts are in `README.md`, examples in `tests/examples.rs`; add
//! whatever imports, helpers and types you like.

use crossbeam_channel::Receiver;

/// The odd numbers up to `max`, in order: 1, 3, 5, …; then the stream closes.
///
/// `odds(0)` is closed at once. `odds(u64::MAX)` is usable: the numbers are made while they are
/// read.
pub fn odds(max: u64) -> Receiver<u64> {
    todo!("send 1, 3, 5, … up to {max}")
}

/// The Fibonacci numbers 0, 1, 1, 2, 3, 5, … as long as they fit into a `u64`, then the stream
/// closes.
///
/// At most one value waits in the channel for its reader.
pub fn fibonacci() -> Receiver<u64> {
    todo!("send F(0) to F(93)")
}

/// What `next` returns, until it returns `None`; then the stream closes.
///
/// Keeps `ahead` values, or one more, ready before the reader asks for them. `next` runs on a
/// thread of its own, is not called again after `None`, and at most once after the reader has left.
/// If it panics, the stream ends after the values that it had returned before.
pub fn generate<T, F>(ahead: usize, next: F) -> Receiver<T>
where
    T: Send + 'static,
    F: FnMut() -> Option<T> + Send + 'static,
{
    let _ = next;
    todo!("keep {ahead} values ready")
}

/// `f` of the first values of `a` and `b`, then of their second values, and so on.
///
/// Ends with the shorter of the two. If `f` panics, the stream ends.
pub fn zip_with<A, B, C, F>(a: Receiver<A>, b: Receiver<B>, f: F) -> Receiver<C>
where
    A: Send + 'static,
    B: Send + 'static,
    C: Send + 'static,
    F: FnMut(A, B) -> C + Send + 'static,
{
    let _ = (a, b, f);
    todo!("combine the two streams")
}

/// The values of `a` and `b` by turns, beginning with `a`; when one has ended, the rest of the
/// other.
pub fn interleave<T>(a: Receiver<T>, b: Receiver<T>) -> Receiver<T>
where
    T: Send + 'static,
{
    let _ = (a, b);
    todo!("take turns")
}
