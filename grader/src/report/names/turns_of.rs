//! What the loop around a place goes through.

use super::{At, at, covers, flow::Spot};
use crate::walk::{self as visit, Visit};
use syn::{Expr, Lit};
use wire::Place;

/// Where the expression begins over which the innermost `for` around a place goes.
pub(in super::super) fn over(file: &syn::File, place: &Place) -> Option<Spot> {
    around(file, place).map(Spot::of)
}

/// The number with which the range begins over which the innermost `for` around a place goes, if it is written there.
pub(in super::super) fn start(file: &syn::File, place: &Place) -> Option<u64> {
    let mut expr = around(file, place)?;
    while let Expr::Paren(it) = expr {
        expr = &it.expr;
    }
    let Expr::Range(range) = expr else {
        return None;
    };
    match range.start.as_deref() {
        Some(Expr::Lit(it)) => match &it.lit {
            Lit::Int(number) => number.base10_parse().ok(),
            _ => None,
        },
        _ => None,
    }
}

/// What the innermost `for` around a place goes through.
fn around<'ast>(file: &'ast syn::File, place: &Place) -> Option<&'ast Expr> {
    struct Loops<'ast> {
        at: At,
        found: Option<&'ast Expr>,
    }
    impl<'ast> Visit<'ast> for Loops<'ast> {
        fn visit_expr_for_loop(&mut self, it: &'ast syn::ExprForLoop) {
            if covers(&it.body, self.at) {
                self.found = Some(&it.expr);
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
    use super::{super::flow::place, over, start};

    #[test]
    fn what_the_innermost_loop_goes_through_is_found() {
        let text = "fn f() {\n for i in 1..n {\n  for j in\n   0..i {\n   g();\n  }\n  h();\n }\n k();\n}\n";
        let file = syn::parse_file(text).unwrap();
        let line = |at| over(&file, &place(at, 4)).map(|it| it.line);
        assert_eq!([line(5), line(7), line(9)], [Some(4), Some(2), None]);
        let number = |at| start(&file, &place(at, 4));
        assert_eq!([number(5), number(7), number(9)], [Some(0), Some(1), None]);
    }
}
