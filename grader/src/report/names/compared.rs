//! What a condition compares, and a variable that becomes the one after it was compared with it.

use super::{flow::Spot, read_by::condition};
use crate::walk::{self as visit, Visit};
use syn::{BinOp, Expr};

/// The condition at a spot is nothing but a variable, or the contrary of one.
pub(in super::super) fn is_a_name(file: &syn::File, spot: Spot) -> bool {
    let mut expr = condition(file, spot);
    while let Some(Expr::Unary(it)) = expr {
        expr = Some(&it.expr);
    }
    matches!(expr, Some(Expr::Path(_)))
}

/// Of a condition that asks which of two variables is larger, the one that the other becomes by an assignment at `at`, if
/// that does not stand under a condition on both.
pub(in super::super) fn overwritten(file: &syn::File, spot: Spot, at: Spot) -> Option<String> {
    let (one, other) = compared(condition(file, spot)?)?;
    let mut assigns = Assigns {
        at,
        pair: (one, other),
        found: None,
    };
    assigns.visit_file(file);
    assigns.found
}

fn compared(expr: &Expr) -> Option<(String, String)> {
    match expr {
        Expr::Binary(it)
            if matches!(
                it.op,
                BinOp::Lt(_) | BinOp::Gt(_) | BinOp::Le(_) | BinOp::Ge(_)
            ) =>
        {
            Some((name(&it.left)?, name(&it.right)?))
        }
        _ => None,
    }
}

fn name(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Path(it) => it.path.get_ident().map(ToString::to_string),
        _ => None,
    }
}

struct Assigns {
    at: Spot,
    pair: (String, String),
    found: Option<String>,
}

impl<'ast> Visit<'ast> for Assigns {
    fn visit_expr_if(&mut self, it: &'ast syn::ExprIf) {
        let (one, other) = &self.pair;
        let is_asked = compared(&it.cond)
            .is_some_and(|(a, b)| (&a, &b) == (one, other) || (&a, &b) == (other, one));
        if !is_asked {
            visit::visit_expr_if(self, it);
        }
    }

    fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
        if Spot::of(&it.left) == self.at
            && let Some((left, right)) = name(&it.left).zip(name(&it.right))
        {
            let (one, other) = &self.pair;
            let is_pair = (&left, &right) == (one, other) || (&left, &right) == (other, one);
            self.found = is_pair.then_some(right);
        }
        visit::visit_expr_assign(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::{is_a_name, overwritten};
    use crate::report::names::flow::Spot;

    #[test]
    fn a_variable_that_becomes_what_it_was_compared_with_is_told() {
        let text = "fn f() {\n let late = if at < latest { L } else { I };\n latest = at;\n if at > latest { latest = at; }\n \
                    last = at;\n if !late { f() }\n}\n";
        let file = syn::parse_file(text).unwrap();
        let spot = |line, column| Spot { line, column };
        let found = |line, column| overwritten(&file, spot(2, 13), spot(line, column));
        assert_eq!(found(3, 2).as_deref(), Some("at"));
        assert_eq!(found(4, 19), None);
        assert_eq!(found(5, 2), None);
        // Either way round it was asked before.
        let other = syn::parse_file(&text.replace("if at > latest", "if latest < at")).unwrap();
        assert_eq!(overwritten(&other, spot(2, 13), spot(4, 19)), None);
        assert!(is_a_name(&file, spot(6, 2)));
        assert!(!is_a_name(&file, spot(2, 13)));
    }
}
