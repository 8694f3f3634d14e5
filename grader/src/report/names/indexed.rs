//! Indices that are written as numbers.

use super::{At, at, covers};
use crate::walk::{self as visit, Visit};
use syn::{Expr, Lit};
use wire::Place;

/// The innermost index around a place is a number.
pub(in super::super) fn is_a_number(file: &syn::File, place: &Place) -> bool {
    struct Indices(At, bool);
    impl<'ast> Visit<'ast> for Indices {
        fn visit_expr(&mut self, it: &'ast Expr) {
            if let Expr::Index(index) = it
                && covers(index, self.0)
            {
                self.1 = matches!(&*index.index, Expr::Lit(it) if matches!(it.lit, Lit::Int(_)));
            }
            visit::visit_expr(self, it);
        }
    }
    let Some(at) = at(place) else {
        return false;
    };
    let mut indices = Indices(at, false);
    indices.visit_file(file);
    indices.1
}

#[cfg(test)]
mod tests {
    use super::is_a_number;
    use crate::report::names::flow::place;

    #[test]
    fn the_innermost_index_counts() {
        let text = "fn f() {\n all[0](1);\n all[i];\n all[other[1]];\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = |line, column| is_a_number(&file, &place(line, column));
        assert!(found(2, 5));
        assert!(!found(3, 5));
        assert!(!found(4, 3));
        assert!(found(4, 7));
        assert!(!found(5, 1));
    }
}
