//! What receives in the head of a `for`.

use super::{At, at, covers, flow::Spot};
use crate::walk::{self as visit, Visit};
use syn::Expr;
use wire::Place;

/// The method that makes an iterator of a channel over which the `for` goes that begins at a place.
pub(in super::super) fn method(file: &syn::File, place: &Place) -> Option<Spot> {
    let mut heads = Heads {
        at: at(place)?,
        found: None,
    };
    heads.visit_file(file);
    heads.found
}

struct Heads {
    at: At,
    found: Option<Spot>,
}

impl<'ast> Visit<'ast> for Heads {
    fn visit_expr_for_loop(&mut self, it: &'ast syn::ExprForLoop) {
        if covers(&it.for_token, self.at) {
            self.found = iterates(&it.expr);
        }
        visit::visit_expr_for_loop(self, it);
    }
}

/// The innermost method of a chain that makes an iterator.
fn iterates(expr: &Expr) -> Option<Spot> {
    let Expr::MethodCall(call) = expr else {
        return None;
    };
    let makes = ["try_iter", "iter", "into_iter"].iter();
    let own = makes.clone().any(|it| call.method == it);
    iterates(&call.receiver).or_else(|| own.then(|| Spot::of(&call.method)))
}

#[cfg(test)]
mod tests {
    use super::{super::flow::place, method};

    #[test]
    fn the_method_in_the_head_is_found() {
        let text = "fn f() {\n for a in b.try_iter() {\n }\n for a in b {\n  for c in d.iter().take(2) {}\n }\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = |line, column| {
            let spot = method(&file, &place(line, column))?;
            Some((spot.line, spot.column))
        };
        assert_eq!(found(2, 2), Some((2, 13)));
        assert_eq!(found(4, 2), None);
        assert_eq!(found(5, 3), Some((5, 14)));
    }
}
