//! Waits on a condition variable that a variable lets happen once.

use super::{flow::Spot, last_segment};
use crate::walk::{self as visit, Visit};
use syn::{Expr, Stmt};

/// A wait on a condition variable that a variable lets happen once.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct Flagged {
    /// Where the word `wait` stands.
    pub(in super::super) spot: Spot,
    /// The variable.
    pub(in super::super) flag: String,
}

/// Waits in a loop that stand after `if … && !flag { flag = true; … }`, where nothing in the loop takes the flag back.
pub(in super::super) fn flagged(file: &syn::File) -> Vec<Flagged> {
    struct Loops {
        /// The variables that the loop around declares, or may take back.
        anew: Option<Vec<String>>,
        found: Vec<Flagged>,
    }
    impl Loops {
        fn round(&mut self, body: &syn::Block, visit: impl FnOnce(&mut Self)) {
            let mut anew = Anew(Vec::new());
            anew.visit_block(body);
            let around = self.anew.replace(anew.0);
            visit(self);
            self.anew = around;
        }
    }
    impl<'ast> Visit<'ast> for Loops {
        fn visit_expr_loop(&mut self, it: &'ast syn::ExprLoop) {
            self.round(&it.body, |all| visit::visit_expr_loop(all, it));
        }

        fn visit_expr_while(&mut self, it: &'ast syn::ExprWhile) {
            self.round(&it.body, |all| visit::visit_expr_while(all, it));
        }

        fn visit_expr_closure(&mut self, it: &'ast syn::ExprClosure) {
            let around = self.anew.take();
            visit::visit_expr_closure(self, it);
            self.anew = around;
        }

        fn visit_expr_if(&mut self, it: &'ast syn::ExprIf) {
            let mut flags = Vec::new();
            negated(&it.cond, &mut flags);
            let sets = |flag: &String| {
                let mut stmts = it.then_branch.stmts.iter();
                stmts.any(
                    |stmt| matches!(stmt, Stmt::Expr(Expr::Assign(set), _) if is_set(set, flag)),
                )
            };
            let flag = flags.into_iter().find(|flag| {
                let stays = self.anew.as_ref().is_some_and(|anew| !anew.contains(flag));
                stays && sets(flag)
            });
            if let Some(flag) = flag {
                let mut waits = Waits(Vec::new());
                waits.visit_block(&it.then_branch);
                let found = waits.0.into_iter().map(|spot| Flagged {
                    spot,
                    flag: flag.clone(),
                });
                self.found.extend(found);
            }
            visit::visit_expr_if(self, it);
        }
    }
    let mut loops = Loops {
        anew: None,
        found: Vec::new(),
    };
    loops.visit_file(file);
    loops.found
}

/// The variables that have to be false for a condition.
fn negated(condition: &Expr, flags: &mut Vec<String>) {
    match condition {
        Expr::Paren(it) => negated(&it.expr, flags),
        Expr::Binary(it) if matches!(it.op, syn::BinOp::And(_)) => {
            negated(&it.left, flags);
            negated(&it.right, flags);
        }
        Expr::Unary(it) if matches!(it.op, syn::UnOp::Not(_)) => {
            if let Expr::Path(path) = &*it.expr {
                flags.extend(path.path.get_ident().map(ToString::to_string));
            }
        }
        _ => {}
    }
}

/// `flag = true`
fn is_set(set: &syn::ExprAssign, flag: &str) -> bool {
    last_segment(&set.left).is_some_and(|name| name == flag) && is_true(&set.right)
}

fn is_true(expr: &Expr) -> bool {
    matches!(expr, Expr::Lit(lit) if matches!(&lit.lit, syn::Lit::Bool(it) if it.value))
}

/// Variables that are declared, or set to something else than `true`.
struct Anew(Vec<String>);

impl<'ast> Visit<'ast> for Anew {
    fn visit_pat_ident(&mut self, it: &'ast syn::PatIdent) {
        self.0.push(it.ident.to_string());
    }

    fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
        if !is_true(&it.right) {
            self.0
                .extend(last_segment(&it.left).map(ToString::to_string));
        }
        visit::visit_expr_assign(self, it);
    }

    fn visit_expr_reference(&mut self, it: &'ast syn::ExprReference) {
        if it.mutability.is_some() {
            self.0
                .extend(last_segment(&it.expr).map(ToString::to_string));
        }
        visit::visit_expr_reference(self, it);
    }
}

/// Waits that stand in no loop of their own.
struct Waits(Vec<Spot>);

impl<'ast> Visit<'ast> for Waits {
    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        let is_guard = it.args.len() == 1 && !matches!(it.args[0], Expr::Closure(_));
        if it.method == "wait" && is_guard {
            self.0.push(Spot::of(&it.method));
        }
        visit::visit_expr_method_call(self, it);
    }

    fn visit_expr_loop(&mut self, _: &'ast syn::ExprLoop) {}

    fn visit_expr_while(&mut self, _: &'ast syn::ExprWhile) {}
}

#[cfg(test)]
mod tests {
    use super::flagged;

    #[test]
    fn a_flag_lets_a_wait_happen_once() {
        let found = |head: &str, more: &str| {
            let text = format!(
                "fn f() {{\n{head}\n loop {{\n if no && !waited {{\n  waited = true;\n  g = cv.wait(g);\n  continue;\n \
                 }}\n {more}\n }}\n}}\n"
            );
            let found = flagged(&syn::parse_file(&text).unwrap()).into_iter();
            found.map(|it| (it.spot.line, it.flag)).collect::<Vec<_>>()
        };
        assert_eq!(
            found("let mut waited = false;", ""),
            [(6, "waited".to_owned())]
        );
        assert!(found("let mut waited = false;", "waited = false;").is_empty());
        assert!(found("", "let mut waited = false;").is_empty());
    }
}
