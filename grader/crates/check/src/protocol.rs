//! A child's side of what `wire` describes: the request on standard input, the records on a descriptor
//! of their own, one line each, numbered, with the request's nonce.
//!
//! `check-native` shares this file; what a child does in between is each crate's own.

use crate::{Check, Suite};
use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::FromRawFd;
use std::process::ExitCode;
use struson::reader::{JsonReader, JsonStreamReader};
use struson::writer::{JsonStreamWriter, JsonWriter};
use wire::{Event, RECORD_DESCRIPTOR, Record, Request};

/// The exit status of a child that could not do what was asked.
pub(crate) const EXIT_FAILED: u8 = 70;

/// The child's exit status; a message goes to standard error.
pub(crate) fn exit(result: Result<(), String>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            let _ = writeln!(std::io::stderr(), "suite: {message}");
            ExitCode::from(EXIT_FAILED)
        }
    }
}

/// The request on standard input.
pub(crate) fn read_request() -> Result<Request, String> {
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .map_err(|e| format!("cannot read request: {e}"))?;
    let mut json = JsonStreamReader::new(text.as_bytes());
    let request = json.deserialize_next();
    request.map_err(|e| format!("cannot understand request: {e}"))
}

/// The check of this name, `task/check`.
pub(crate) fn find<'a>(suites: &'a [Suite], name: &str) -> Result<&'a Check, String> {
    let (task, check) = name
        .split_once('/')
        .ok_or_else(|| format!("no check is named {name}"))?;
    suites
        .iter()
        .filter(|suite| suite.task() == task)
        .flat_map(|suite| suite.checks)
        .find(|candidate| candidate.name == check)
        .ok_or_else(|| format!("no check is named {name}"))
}

/// Writes records.
pub(crate) struct Reporter {
    records: File,
    nonce: String,
    sequence: u64,
}

impl Reporter {
    /// Takes the descriptor for records; to be called once.
    pub(crate) fn open(nonce: String) -> Self {
        // SAFETY: the grader opened this descriptor for the child, and nothing else here uses it.
        let records = unsafe { File::from_raw_fd(RECORD_DESCRIPTOR) };
        Self {
            records,
            nonce,
            sequence: 0,
        }
    }

    /// Writes one record.
    pub(crate) fn send(&mut self, event: Event) -> Result<(), String> {
        let record = Record {
            nonce: self.nonce.clone(),
            sequence: self.sequence,
            event,
        };
        let mut line = Vec::new();
        let mut json = JsonStreamWriter::new(&mut line);
        json.serialize_value(&record)
            .map_err(|e| format!("cannot write: {e}"))?;
        json.finish_document()
            .map_err(|e| format!("cannot write: {e}"))?;
        line.push(b'\n');
        self.sequence += 1;
        self.records
            .write_all(&line)
            .map_err(|e| format!("cannot write a record: {e}"))
    }
}
