//! The reading of a child's pipes, each on a thread of its own, up to a bound.

use super::Notice;
use std::{
    fs::File,
    io::{ErrorKind, Read},
    os::fd::OwnedFd,
    sync::{
        Arc, Mutex, PoisonError,
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
    bytes: Arc<Mutex<Vec<u8>>>,
    closed: Receiver<()>,
}

impl Capture {
    /// Begins to read.
    pub(super) fn start(pipe: Pipe, limit: usize, notices: Sender<Notice>) -> Capture {
        let bytes = Arc::new(Mutex::new(Vec::new()));
        let (done, closed) = channel();
        let shared = Arc::clone(&bytes);
        thread::spawn(move || {
            read(pipe, limit, &shared, &notices);
            let _ = done.send(());
            let _ = notices.send(Notice::Closed);
        });
        Capture { bytes, closed }
    }

    /// What came. If the pipe is still open after `patience`, somebody outside the child's group
    /// holds it: what came so far has to do.
    pub(super) fn finish(self, patience: Duration) -> Vec<u8> {
        let _ = self.closed.recv_timeout(patience);
        std::mem::take(&mut self.bytes.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Reads until the pipe is closed or too much has come.
fn read(pipe: Pipe, limit: usize, bytes: &Mutex<Vec<u8>>, notices: &Sender<Notice>) {
    let (descriptor, is_records) = match pipe {
        Pipe::Records(descriptor) => (descriptor, true),
        Pipe::Output(descriptor) => (descriptor, false),
    };
    let mut file = File::from(descriptor);
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let count = match file.read(&mut buffer) {
            Ok(0) => return,
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(_) => return,
        };
        let mut bytes = bytes.lock().unwrap_or_else(PoisonError::into_inner);
        let room = limit.saturating_sub(bytes.len());
        bytes.extend_from_slice(&buffer[..count.min(room)]);
        drop(bytes);
        if count > room {
            let _ = notices.send(Notice::Flooded);
            return;
        }
        if is_records {
            let _ = notices.send(Notice::Recorded);
        }
    }
}
