//! An end of a channel that a `_` takes.

use super::{At, at, covers, flow::Spot};
use crate::walk::{self as visit, Visit};
use syn::{Expr, Pat};
use wire::Place;

/// The `_` that takes the first of a pair, in the `let` whose call makes that at a place. So it is dropped at the end of
/// the `let`.
pub(in super::super) fn first_of_a_pair(file: &syn::File, place: &Place) -> Option<Spot> {
    struct Wild(At, Option<Spot>);
    impl<'ast> Visit<'ast> for Wild {
        fn visit_local(&mut self, it: &'ast syn::Local) {
            let pat = match &it.pat {
                Pat::Type(it) => &*it.pat,
                pat => pat,
            };
            if let Pat::Tuple(pair) = pat
                && let (Some(wild @ Pat::Wild(_)), 2) = (pair.elems.first(), pair.elems.len())
                && let Some(Expr::Call(call)) = it.init.as_ref().map(|it| &*it.expr)
                && covers(&call.func, self.0)
            {
                self.1 = Some(Spot::of(wild));
            }
            visit::visit_local(self, it);
        }
    }
    let mut wild = Wild(at(place)?, None);
    wild.visit_file(file);
    wild.1
}

#[cfg(test)]
mod tests {
    use super::first_of_a_pair;
    use crate::report::names::flow::place;

    #[test]
    fn only_a_bare_underscore_takes_nothing() {
        let text = "fn f() {\n let (_, a) = bounded(0);\n let (_b, c) = bounded(0);\n let (d, _) = bounded(0);\n \
                    let (_, e): (S, R) = channel::bounded::<()>(0);\n let (_, g) = two(bounded(0));\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = |line, column| {
            let spot = first_of_a_pair(&file, &place(line, column));
            spot.map(|it| (it.line, it.column))
        };
        assert_eq!(found(2, 15), Some((2, 7)));
        assert_eq!(found(3, 16), None);
        assert_eq!(found(4, 15), None);
        assert_eq!(found(5, 32), Some((5, 7)));
        assert_eq!(found(6, 19), None);
    }
}
