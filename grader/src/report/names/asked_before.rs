//! What a condition asks before it asks something else.

use super::{At, at, covers, flow::Spot, last_name};
use crate::walk::{self as visit, Visit};
use syn::{BinOp, Expr};
use wire::Place;

/// The `is_empty` that has to be true before the place is reached, in the same chain of `&&`: where it stands, and of what
/// it is asked.
pub(in super::super) fn is_empty_before(file: &syn::File, place: &Place) -> Option<(Spot, String)> {
    let mut chains = Chains {
        at: at(place)?,
        found: None,
    };
    chains.visit_file(file);
    chains.found
}

struct Chains {
    at: At,
    found: Option<(Spot, String)>,
}

impl<'ast> Visit<'ast> for Chains {
    fn visit_expr_binary(&mut self, it: &'ast syn::ExprBinary) {
        if matches!(it.op, BinOp::And(_)) && covers(&it.right, self.at) {
            self.found = asked(&it.left).or(self.found.take());
        }
        visit::visit_expr_binary(self, it);
    }

    fn visit_expr_closure(&mut self, it: &'ast syn::ExprClosure) {
        if covers(&it.body, self.at) {
            self.found = None;
        }
        visit::visit_expr_closure(self, it);
    }
}

/// The last `is_empty` of a chain of `&&`.
fn asked(expr: &Expr) -> Option<(Spot, String)> {
    match expr {
        Expr::Binary(it) if matches!(it.op, BinOp::And(_)) => {
            asked(&it.right).or_else(|| asked(&it.left))
        }
        Expr::MethodCall(it) if it.method == "is_empty" => {
            Some((Spot::of(&it.method), last_name(&it.receiver)?))
        }
        Expr::Paren(it) => asked(&it.expr),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::is_empty_before;
    use crate::report::names::flow::place;

    #[test]
    fn what_was_empty_before_another_look_is_found() {
        let text = "fn f() {\n if queue.is_empty() && n.load(x) == 0 {}\n if n.load(x) == 0 && queue.is_empty() {}\n \
                    if !queue.is_empty() && n.load(x) == 0 {}\n if queue.is_empty() || n.load(x) == 0 {}\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = |line: u32| {
            let text = text.lines().nth(line as usize - 1).unwrap();
            let column = u32::try_from(text.find("load").unwrap()).unwrap();
            is_empty_before(&file, &place(line, column)).map(|(spot, name)| (spot.line, name))
        };
        assert_eq!(found(2), Some((2, "queue".to_owned())));
        assert_eq!([3, 4, 5].map(found), [None, None, None]);
    }
}
