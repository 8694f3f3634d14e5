//! The reading of a child's pipes, each on a thread of its own, up to a bound.
//!
//! What a child wrote lies in the pipe when it has ended, whoever has read it by then. So nobody relies on the thread that
//! reads, which on a loaded machine may have its turn much later: in the end what is left is read by who asks for it.

use super::{Notice, child};
use std::{
    fs::File,
    io::{self, ErrorKind, Read},
    os::fd::OwnedFd,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        mpsc::{Receiver, Sender, channel},
    },
    thread,
    time::Duration,
};

/// A pipe, and what it means when something comes.
pub(super) enum Pipe {
    /// Records: each shows that the child gets on.
    Records(OwnedFd),
    /// Standard output or standard error.
    Output(OwnedFd),
}

/// A pipe that is being read.
pub(super) struct Capture {
    state: Arc<Mutex<State>>,
    closed: Receiver<()>,
}

/// What came through a pipe.
pub(super) struct Captured {
    /// As much of it as may come.
    pub(super) bytes: Vec<u8>,
    /// More came than may.
    pub(super) flooded: bool,
}

struct State {
    /// Reads never wait.
    pipe: File,
    captured: Captured,
    limit: usize,
}

/// Why reading stopped.
#[derive(Debug, PartialEq, Eq)]
enum Stop {
    /// There is no more at present.
    Empty,
    /// The other end is closed, or broke.
    Closed,
    /// More came than may.
    Flooded,
}

impl Capture {
    /// Begins to read.
    ///
    /// # Errors
    /// If the system does not let the pipe be read without waiting.
    pub(super) fn start(pipe: Pipe, limit: usize, notices: Sender<Notice>) -> io::Result<Capture> {
        let (descriptor, is_records) = match pipe {
            Pipe::Records(descriptor) => (descriptor, true),
            Pipe::Output(descriptor) => (descriptor, false),
        };
        child::never_wait(&descriptor)?;
        let to_watch = descriptor.try_clone()?;
        let state = State {
            pipe: File::from(descriptor),
            captured: Captured {
                bytes: Vec::new(),
                flooded: false,
            },
            limit,
        };
        let state = Arc::new(Mutex::new(state));
        let shared = Arc::clone(&state);
        let (done, closed) = channel();
        thread::spawn(move || {
            loop {
                child::wait_for_input(&to_watch);
                let (count, stop) = locked(&shared).read();
                if count > 0 && is_records {
                    let _ = notices.send(Notice::Recorded);
                }
                let last = match stop {
                    Stop::Empty => continue,
                    Stop::Closed => Notice::Closed,
                    Stop::Flooded => Notice::Flooded,
                };
                let _ = done.send(());
                let _ = notices.send(last);
                return;
            }
        });
        Ok(Capture { state, closed })
    }

    /// All that came, to be asked when the child's group was killed. For so long it is waited for that its last process
    /// has closed the pipe, and is gone; somebody outside the group may hold it still, and what came so far has to do.
    pub(super) fn finish(self, patience: Duration) -> Captured {
        let _ = self.closed.recv_timeout(patience);
        let mut state = locked(&self.state);
        state.read();
        let nothing = Captured {
            bytes: Vec::new(),
            flooded: false,
        };
        std::mem::replace(&mut state.captured, nothing)
    }
}

impl State {
    /// Reads what is there; tells how much that was.
    fn read(&mut self) -> (usize, Stop) {
        let mut buffer = vec![0; 64 * 1024];
        let mut total = 0;
        let stop = loop {
            if self.captured.flooded {
                break Stop::Flooded;
            }
            let count = match self.pipe.read(&mut buffer) {
                Ok(0) => break Stop::Closed,
                Ok(count) => count,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) if error.kind() == ErrorKind::WouldBlock => break Stop::Empty,
                Err(_) => break Stop::Closed,
            };
            total += count;
            let room = self.limit.saturating_sub(self.captured.bytes.len());
            self.captured
                .bytes
                .extend_from_slice(&buffer[..count.min(room)]);
            self.captured.flooded = count > room;
        };
        (total, stop)
    }
}

/// The state; a panic while it was locked leaves it as it was.
fn locked(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::{Capture, Pipe};
    use std::{io::Write, os::fd::OwnedFd, sync::mpsc::channel, time::Duration};

    #[test]
    fn what_was_written_before_the_end_is_there_whoever_has_read_it() {
        for size in [1, 70_000, 10] {
            // A thread that has just been started has not had its turn, most of the time.
            for _ in 0..200 {
                let (reader, mut writer) = std::io::pipe().unwrap();
                let text = vec![b'a'; size.min(60_000)];
                writer.write_all(&text).unwrap();
                let (notices, _incoming) = channel();
                let pipe = Pipe::Records(OwnedFd::from(reader));
                let capture = Capture::start(pipe, 100_000, notices).unwrap();
                // Somebody holds the writing end still.
                let captured = capture.finish(Duration::ZERO);
                assert_eq!(captured.bytes.len(), text.len());
                assert!(!captured.flooded);
            }
        }
    }

    #[test]
    fn too_much_is_told_whoever_reads_it() {
        for _ in 0..200 {
            let (reader, mut writer) = std::io::pipe().unwrap();
            writer.write_all(&[b'a'; 101]).unwrap();
            let (notices, _incoming) = channel();
            let pipe = Pipe::Output(OwnedFd::from(reader));
            let capture = Capture::start(pipe, 100, notices).unwrap();
            let captured = capture.finish(Duration::ZERO);
            assert!(captured.flooded);
            assert_eq!(captured.bytes.len(), 100);
        }
    }
}
