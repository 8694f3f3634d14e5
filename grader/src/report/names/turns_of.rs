//! What the loop around a place goes through.

use super::{At, at, covers, flow::Spot};
use crate::walk::{self as visit, Visit};
use wire::Place;

/// Where the expression begins over which the innermost `for` around a place goes.
pub(in super::super) fn over(file: &syn::File, place: &Place) -> Option<Spot> {
    struct Loops {
        at: At,
        found: Option<Spot>,
    }
    impl<'ast> Visit<'ast> for Loops {
        fn visit_expr_for_loop(&mut self, it: &'ast syn::ExprForLoop) {
            if covers(&it.body, self.at) {
                self.found = Some(Spot::of(&it.expr));
            }
            visit::visit_expr_for_loop(self, it);
        }
    }
    let mut loops = Loops {
        at: at(place)?,
        found: None,
    };
    loops.visit_file(file);
    loops.found
}

#[cfg(test)]
mod tests {
    use super::{super::flow::place, over};

    #[test]
    fn what_the_innermost_loop_goes_through_is_found() {
        let text = "fn f() {\n for i in 1..n {\n  for j in\n   0..i {\n   g();\n  }\n  h();\n }\n k();\n}\n";
        let file = syn::parse_file(text).unwrap();
        let line = |at| over(&file, &place(at, 4)).map(|it| it.line);
        assert_eq!([line(5), line(7), line(9)], [Some(4), Some(2), None]);
    }
}
