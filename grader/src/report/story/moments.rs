//! Where a moment is set anew, where something is wrong with time and nothing waited.

use super::{Names, waits};
use crate::report::names;
use wire::{Code, Failure, Place};

/// Of more places nobody could say which one matters.
const MOST: usize = 2;

/// Where functions through which the execution came set a moment to the present one.
pub(in super::super) fn set_anew(failure: &Failure, names: &Names) -> Vec<(Place, String)> {
    let about_time = matches!(failure.code, Code::TooEarly | Code::TooLate);
    if !about_time || failure.at == 0 || waits(failure) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (place, _) in names::written(&names.sources, names::moments) {
        let Some(function) = names.around(&place) else {
            continue;
        };
        let mut places = failure.steps.iter().filter_map(|it| it.place.as_ref());
        if places.any(|it| it.file == place.file && names.around(it) == Some(function)) {
            let name = &function.name;
            let text = format!("`{name}` sets a moment anew when it comes here");
            found.push((place, text));
        }
    }
    if found.len() > MOST {
        Vec::new()
    } else {
        found
    }
}
