//! Who gave the check the answer that was wrong.

use crate::report::{
    names::Function,
    story::{Names, entries::last_in},
};
use wire::Failure;

/// The public function, with its file, that answered the check last; or in which the thread had looked at something that
/// made the last entry of a list.
pub(super) fn answerer<'n>(
    failure: &'n Failure,
    names: &'n Names,
) -> Option<(&'n str, &'n Function)> {
    let noted = || last_in(failure, names)?.step.place.as_ref();
    let place = failure.place.as_ref().or_else(noted)?;
    let function = names.around(place).filter(|it| it.is_public)?;
    Some((place.file.as_str(), function))
}
