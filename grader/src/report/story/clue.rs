//! A place that leads to a fault, wherever it was found.

use super::Names;
use crate::report::names::{self, flow::Lines};
use wire::Place;

/// A place that is worth a mark, and what is said of it.
pub(in super::super) struct Clue {
    /// Where.
    pub(in super::super) place: Place,
    /// What is said of it.
    pub(in super::super) text: String,
    /// It is a cause, and no mere circumstance.
    pub(in super::super) primary: bool,
}

impl Clue {
    /// A cause.
    pub(super) fn cause(place: Place, text: String) -> Clue {
        Clue {
            place,
            text,
            primary: true,
        }
    }

    /// A circumstance.
    pub(super) fn beside(place: Place, text: String) -> Clue {
        Clue {
            place,
            text,
            primary: false,
        }
    }
}

impl Names {
    /// What a look at a file of the sources finds.
    pub(in super::super) fn look<T>(
        &self,
        file: &str,
        find: impl Fn(&syn::File) -> T,
    ) -> Option<T> {
        names::look(&self.sources, file, find)
    }

    /// The lines of the innermost function around a place.
    pub(super) fn lines_around(&self, place: &Place) -> Option<Lines> {
        self.around(place).map(|it| (it.first, it.last))
    }
}
