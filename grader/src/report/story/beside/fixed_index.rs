//! A panic at an index that is written there.

use crate::report::{
    names::indexed,
    story::{Names, leads::told},
};
use wire::{Code, Failure, Operation};

/// The panic says that a list was too short for an index, and that stands there as a number.
pub(in super::super::super) fn fixed_index(failure: &Failure, names: &Names) -> bool {
    let is_about =
        failure.code == Code::Panic && failure.message.contains("index out of bounds: the len is ");
    let found = || {
        let panic = told(failure).rfind(|it| it.operation == Operation::Panic)?;
        let place = panic.place.as_ref()?;
        names.look(&place.file, |file| indexed::is_a_number(file, place))
    };
    is_about && found() == Some(true)
}
