//! What is taken in the one way of an `if` in a loop whose other way waits.

use super::{At, at, covers, flow::Spot, last_name};
use crate::walk::{self as visit, Visit};
use syn::{BinOp, Expr};
use wire::Place;

/// Where a field is made smaller in the other way of the `if` around a wait, in a loop, and that way neither leaves the loop
/// nor lets go of anything: the place, and the field.
pub(in super::super) fn taken(file: &syn::File, wait: &Place) -> Option<(Spot, String)> {
    let mut around = Around {
        at: at(wait)?,
        is_in_loop: false,
        found: None,
    };
    around.visit_file(file);
    around.found
}

struct Around {
    at: At,
    is_in_loop: bool,
    found: Option<(Spot, String)>,
}

impl Around {
    fn in_loop(&mut self, is_it: bool, look: impl FnOnce(&mut Self)) {
        let before = self.is_in_loop;
        self.is_in_loop |= is_it;
        look(self);
        self.is_in_loop = before;
    }
}

impl<'ast> Visit<'ast> for Around {
    fn visit_expr_while(&mut self, it: &'ast syn::ExprWhile) {
        let is_it = covers(&it.body, self.at);
        self.in_loop(is_it, |around| visit::visit_expr_while(around, it));
    }

    fn visit_expr_loop(&mut self, it: &'ast syn::ExprLoop) {
        let is_it = covers(&it.body, self.at);
        self.in_loop(is_it, |around| visit::visit_expr_loop(around, it));
    }

    fn visit_expr_if(&mut self, it: &'ast syn::ExprIf) {
        if let Some((_, other)) = &it.else_branch
            && covers(&**other, self.at)
            && self.is_in_loop
        {
            let mut takes = Takes {
                leaves: false,
                found: None,
            };
            takes.visit_block(&it.then_branch);
            self.found = takes.found.filter(|_| !takes.leaves);
        }
        visit::visit_expr_if(self, it);
    }
}

struct Takes {
    /// The way leaves the loop, or lets go of something.
    leaves: bool,
    found: Option<(Spot, String)>,
}

impl<'ast> Visit<'ast> for Takes {
    fn visit_expr(&mut self, it: &'ast Expr) {
        match it {
            Expr::Break(_) | Expr::Return(_) | Expr::Try(_) | Expr::Call(_) => self.leaves = true,
            Expr::Binary(binary)
                if matches!(binary.op, BinOp::SubAssign(_))
                    && matches!(*binary.left, Expr::Field(_)) =>
            {
                let name = last_name(&binary.left);
                self.found = name.map(|name| (Spot::of(&binary.left), name));
            }
            _ => {}
        }
        visit::visit_expr(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::{super::flow::place, taken};

    #[test]
    fn what_is_taken_before_a_wait_for_more_is_found() {
        let found = |head: &str, more: &str| {
            let text = format!(
                "fn f() {{\n {head} {{\n  if s.free > 0 {{\n   s.free -= 1;\n   {more}\n  }} else {{\n   s = c.\n   \
                 wait(s);\n  }}\n }}\n}}\n"
            );
            let file = syn::parse_file(&text).unwrap();
            taken(&file, &place(8, 4)).map(|(spot, name)| (spot.line, name))
        };
        let free = Some((4, "free".to_owned()));
        assert_eq!(found("while left > 0", "left -= 1;"), free);
        assert_eq!(found("loop", "left -= 1;"), free);
        assert_eq!(found("loop", "return;"), None);
        assert_eq!(found("loop", "drop(s);"), None);
        assert_eq!(found("", "left -= 1;"), None);
    }
}
