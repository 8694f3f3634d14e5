//! The condition for as long as which somebody waits.

use super::{At, at, covers, flow::Spot, predicates};
use crate::walk::{self as visit, Visit};
use wire::Place;

/// What a wait on a condition variable asks each time that it is woken: the closure of a `wait_while`, or the condition of
/// the innermost `while` around it. None if another loop is nearer.
pub(in super::super) fn condition(file: &syn::File, wait: &Place) -> Option<Spot> {
    if let Some((spot, _)) = predicates::predicate(file, wait) {
        return Some(spot);
    }
    let mut around = Around {
        at: at(wait)?,
        found: None,
    };
    around.visit_file(file);
    around.found
}

struct Around {
    at: At,
    found: Option<Spot>,
}

impl<'ast> Visit<'ast> for Around {
    fn visit_expr_while(&mut self, it: &'ast syn::ExprWhile) {
        if covers(&it.body, self.at) {
            self.found = Some(Spot::of(&it.cond));
        }
        visit::visit_expr_while(self, it);
    }

    fn visit_expr_loop(&mut self, it: &'ast syn::ExprLoop) {
        if covers(it, self.at) {
            self.found = None;
        }
        visit::visit_expr_loop(self, it);
    }

    fn visit_expr_for_loop(&mut self, it: &'ast syn::ExprForLoop) {
        if covers(it, self.at) {
            self.found = None;
        }
        visit::visit_expr_for_loop(self, it);
    }

    fn visit_expr_if(&mut self, it: &'ast syn::ExprIf) {
        // Under another condition it is not that of the loop alone.
        if covers(it, self.at) {
            self.found = None;
        }
        visit::visit_expr_if(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::{super::flow::place, condition};

    #[test]
    fn the_condition_of_a_wait_is_found() {
        let text = "fn f() {\n loop {\n  while a {\n   s = c.\n    wait(s);\n  }\n  c.\n   wait(s);\n }\n c.\n  \
                    wait_while(s, |s|\n   s.b);\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = |line, column| condition(&file, &place(line, column)).map(|it| it.line);
        assert_eq!(found(5, 5), Some(3));
        assert_eq!(found(8, 4), None);
        assert_eq!(found(11, 3), Some(12));
    }
}
