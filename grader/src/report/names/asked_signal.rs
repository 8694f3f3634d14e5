//! What becomes of an answer that comes only once, and under which condition it is asked for.

use super::{At, at, covers, flow::Spot, last_name};
use crate::walk::{self as visit, Visit};
use syn::{BinOp, Expr, Pat};
use wire::Place;

/// What the call at a place gives is bound in a loop by a name that nothing is set by, or decides an `if` that only leaves:
/// the next who asks does not know.
pub(in super::super) fn is_forgotten(file: &syn::File, place: &Place) -> bool {
    let Some(at) = at(place) else {
        return false;
    };
    let mut asks = Asks {
        at,
        loops: 0,
        bound: None,
        leaves: false,
    };
    asks.visit_file(file);
    let Some(name) = asks.bound else {
        return asks.leaves;
    };
    let mut keeps = Keeps(&name, false);
    keeps.visit_file(file);
    !keeps.1
}

struct Asks {
    at: At,
    loops: usize,
    bound: Option<String>,
    leaves: bool,
}

impl<'ast> Visit<'ast> for Asks {
    fn visit_expr(&mut self, it: &'ast Expr) {
        let is_loop = matches!(it, Expr::Loop(_) | Expr::While(_) | Expr::ForLoop(_));
        self.loops += usize::from(is_loop);
        visit::visit_expr(self, it);
        self.loops -= usize::from(is_loop);
    }

    fn visit_local(&mut self, it: &'ast syn::Local) {
        if let (Pat::Ident(name), Some(init)) = (&it.pat, &it.init)
            && matches!(&*init.expr, Expr::Binary(_) | Expr::MethodCall(_))
            && covers(&init.expr, self.at)
            && self.loops > 0
        {
            self.bound = Some(name.ident.to_string());
        }
        visit::visit_local(self, it);
    }

    fn visit_expr_if(&mut self, it: &'ast syn::ExprIf) {
        if covers(&it.cond, self.at) && self.loops > 0 {
            let [syn::Stmt::Expr(only, _)] = &it.then_branch.stmts[..] else {
                return;
            };
            self.leaves = match only {
                Expr::Return(it) => !it.expr.as_deref().is_some_and(does),
                Expr::Break(it) => !it.expr.as_deref().is_some_and(does),
                _ => false,
            };
        }
        visit::visit_expr_if(self, it);
    }
}

/// It calls something.
fn does(expr: &Expr) -> bool {
    struct Does(bool);
    impl<'ast> Visit<'ast> for Does {
        fn visit_expr_call(&mut self, _: &'ast syn::ExprCall) {
            self.0 = true;
        }

        fn visit_expr_method_call(&mut self, _: &'ast syn::ExprMethodCall) {
            self.0 = true;
        }
    }
    let mut it = Does(false);
    it.visit_expr(expr);
    it.0
}

/// Whether something is set by a name, or where it is so.
struct Keeps<'n>(&'n str, bool);

impl Keeps<'_> {
    fn names(&self, expr: &Expr) -> bool {
        struct Names<'n>(&'n str, bool);
        impl<'ast> Visit<'ast> for Names<'_> {
            fn visit_ident(&mut self, it: &'ast syn::Ident) {
                self.1 |= it == self.0;
            }
        }
        let mut names = Names(self.0, false);
        names.visit_expr(expr);
        names.1
    }
}

impl<'ast> Visit<'ast> for Keeps<'_> {
    fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
        self.1 |= self.names(&it.right) || self.names(&it.left);
        visit::visit_expr_assign(self, it);
    }

    fn visit_expr_binary(&mut self, it: &'ast syn::ExprBinary) {
        if matches!(it.op, BinOp::BitOrAssign(_) | BinOp::BitAndAssign(_)) {
            self.1 |= self.names(&it.right);
        }
        visit::visit_expr_binary(self, it);
    }

    fn visit_expr_if(&mut self, it: &'ast syn::ExprIf) {
        // What is done there may be to keep it.
        self.1 |= self.names(&it.cond);
        visit::visit_expr_if(self, it);
    }

    fn visit_expr_call(&mut self, it: &'ast syn::ExprCall) {
        self.1 |= it
            .args
            .iter()
            .any(|it| last_name(it).as_deref() == Some(self.0));
        visit::visit_expr_call(self, it);
    }

    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        self.1 |= it
            .args
            .iter()
            .any(|it| last_name(it).as_deref() == Some(self.0));
        visit::visit_expr_method_call(self, it);
    }
}

/// Where that begins which has to be true before the call at a place is made: the left side of the `&&` before it.
pub(in super::super) fn only_if(file: &syn::File, place: &Place) -> Option<Spot> {
    struct Ands(At, Option<Spot>);
    impl<'ast> Visit<'ast> for Ands {
        fn visit_expr_binary(&mut self, it: &'ast syn::ExprBinary) {
            if matches!(it.op, BinOp::And(_)) && covers(&it.right, self.0) {
                self.1 = Some(Spot::of(&it.left));
            }
            visit::visit_expr_binary(self, it);
        }
    }
    let mut ands = Ands(at(place)?, None);
    ands.visit_file(file);
    ands.1
}

#[cfg(test)]
mod tests {
    use super::{is_forgotten, only_if};
    use crate::report::names::flow::place;

    fn found<T>(body: &str, find: impl Fn(&syn::File, &wire::Place) -> T) -> T {
        let text = format!("fn f() {{\n{body}\n}}\n");
        let column = u32::try_from(body.find("ask").unwrap()).unwrap() + 1;
        find(&syn::parse_file(&text).unwrap(), &place(2, column))
    }

    #[test]
    fn an_answer_that_nothing_keeps_is_forgotten() {
        let is = |body: &str| found(body, is_forgotten);
        assert!(is(
            "loop { let over = c.ask() != E; while !over { go(); } }"
        ));
        assert!(is(
            "scope(|s| { loop { let over = c.ask() != E; while !over { go(); } } })"
        ));
        assert!(!is("loop { let over = c.ask() != E; keep(over); }"));
        assert!(!is("let over = c.ask() != E; while !over { go(); }"));
        assert!(!is("loop { let over = c.ask() != E; stopped |= over; }"));
        assert!(!is(
            "loop { let over = c.ask() != E; if over { s = true; } }"
        ));
        assert!(is("loop { if stopped || c.ask() != E { return; } }"));
        assert!(!is("loop { if c.ask() != E { stopped = true; return; } }"));
        assert!(!is("loop { if c.ask() != E { return tell(); } }"));
    }

    #[test]
    fn what_stands_before_an_and_decides_whether_it_is_asked() {
        let column = |body: &str| found(body, only_if).map(|it| it.column);
        assert_eq!(column("if  n > 0 && c.ask() { go(); }"), Some(5));
        assert_eq!(column("if c.ask() && n > 0 { go(); }"), None);
    }
}
