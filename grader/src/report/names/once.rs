//! Waits on a condition variable after an `if`: what they wait for is looked at once, and not again when they are over.

use super::At;
use crate::walk::{self as visit, Visit};
use syn::{Expr, Stmt};

/// Where the words `wait` of such waits stand.
pub(super) fn waits(file: &syn::File) -> Vec<At> {
    look(file).found
}

/// Where the words of such waits stand behind which a loop looks at its condition again: within a `while` or a `loop`, or
/// within what they wait by themselves (`wait_while`).
pub(super) fn again(file: &syn::File) -> Vec<At> {
    look(file).again
}

fn look(file: &syn::File) -> Waits {
    let mut waits = Waits {
        next: Next::Other,
        found: Vec::new(),
        again: Vec::new(),
    };
    waits.visit_file(file);
    waits
}

/// Where the code goes on behind the end of what is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    /// At the head of a loop.
    Loop,
    /// At the head of a `for` loop, which looks at no condition.
    For,
    /// Behind an `if`.
    If,
    /// Anywhere else.
    Other,
}

struct Waits {
    next: Next,
    found: Vec<At>,
    again: Vec<At>,
}

impl Waits {
    /// Looks at something behind which the code goes on there.
    fn before(&mut self, next: Next, look: impl FnOnce(&mut Self)) {
        let around = std::mem::replace(&mut self.next, next);
        look(self);
        self.next = around;
    }
}

impl<'ast> Visit<'ast> for Waits {
    fn visit_block(&mut self, it: &'ast syn::Block) {
        let last = it.stmts.len().saturating_sub(1);
        for (index, stmt) in it.stmts.iter().enumerate() {
            let ends = index == last && matches!(stmt, Stmt::Expr(..));
            let next = if ends { self.next } else { Next::Other };
            self.before(next, |it| it.visit_stmt(stmt));
        }
    }

    fn visit_expr_if(&mut self, it: &'ast syn::ExprIf) {
        self.before(Next::Other, |waits| waits.visit_expr(&it.cond));
        let next = match self.next {
            Next::Loop | Next::For => self.next,
            Next::If | Next::Other => Next::If,
        };
        self.before(next, |waits| {
            waits.visit_block(&it.then_branch);
            if let Some((_, other)) = &it.else_branch {
                waits.visit_expr(other);
            }
        });
    }

    fn visit_expr_while(&mut self, it: &'ast syn::ExprWhile) {
        self.before(Next::Other, |waits| waits.visit_expr(&it.cond));
        self.before(Next::Loop, |waits| waits.visit_block(&it.body));
    }

    fn visit_expr_loop(&mut self, it: &'ast syn::ExprLoop) {
        self.before(Next::Loop, |waits| waits.visit_block(&it.body));
    }

    fn visit_expr_for_loop(&mut self, it: &'ast syn::ExprForLoop) {
        self.before(Next::Other, |waits| waits.visit_expr(&it.expr));
        self.before(Next::For, |waits| waits.visit_block(&it.body));
    }

    fn visit_expr_closure(&mut self, it: &'ast syn::ExprClosure) {
        self.before(Next::Other, |waits| visit::visit_expr_closure(waits, it));
    }

    fn visit_item(&mut self, it: &'ast syn::Item) {
        self.before(Next::Other, |waits| visit::visit_item(waits, it));
    }

    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        let start = it.method.span().start();
        let at = At {
            line: start.line,
            column: start.column,
        };
        let is_wait =
            it.method == "wait" && it.args.len() == 1 && !matches!(it.args[0], Expr::Closure(_));
        match self.next {
            Next::If if is_wait => self.found.push(at),
            Next::Loop if is_wait => self.again.push(at),
            _ if it.method == "wait_while" => self.again.push(at),
            _ => {}
        }
        visit::visit_expr_method_call(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::{again, waits};

    fn lines(body: &str) -> Vec<usize> {
        let file = syn::parse_file(&format!("fn f() {{\n{body}\n}}")).unwrap();
        waits(&file).into_iter().map(|at| at.line - 1).collect()
    }

    #[test]
    fn a_wait_after_an_if_looks_once() {
        assert_eq!(
            lines("if g.full() {\n g = cv.wait(g).unwrap();\n}\ng.put();"),
            [2]
        );
        assert_eq!(
            lines("loop {\n if g.is_empty() {\n  g = cv.wait(g).unwrap();\n }\n g.take();\n}"),
            [3]
        );
        assert_eq!(
            lines("let g = if g.full() { cv.wait(g).unwrap() } else { g };\ng.put();"),
            [1]
        );
        assert_eq!(
            lines("if a {\n if b {\n  g = cv.wait(g).unwrap();\n }\n}\ng.put();"),
            [3]
        );
    }

    #[test]
    fn a_loop_looks_again() {
        assert!(lines("while g.full() { g = cv.wait(g).unwrap(); }").is_empty());
        assert!(lines("loop { if ready { break; } g = cv.wait(g).unwrap(); }").is_empty());
        assert!(
            lines("loop { if let Some(x) = g.pop() { f(x) } else { g = cv.wait(g).unwrap(); } }")
                .is_empty()
        );
        assert!(
            lines("loop { if no { g = cv.wait(g).unwrap(); continue; } g.take(); }").is_empty()
        );
        assert!(
            lines("if first { while g.full() { g = cv.wait(g).unwrap(); } } g.put();").is_empty()
        );
        assert!(lines("if no { g = cv.wait(g).unwrap(); if no { return; } } g.take();").is_empty());
        assert!(lines("if some { barrier.wait(); } f();").is_empty());
    }

    #[test]
    fn a_wait_in_a_loop_is_told_from_one_that_is_not() {
        let lines = |body: &str| -> Vec<usize> {
            let file = syn::parse_file(&format!("fn f() {{\n{body}\n}}")).unwrap();
            again(&file).into_iter().map(|at| at.line - 1).collect()
        };
        assert_eq!(lines("while g.full() {\n g = cv.wait(g).unwrap();\n}"), [2]);
        assert_eq!(
            lines("let g = cv.wait_while(g, |g| g.full()).unwrap();"),
            [1]
        );
        assert!(lines("if g.full() { g = cv.wait(g).unwrap(); }").is_empty());
        assert!(lines("for _ in 0..3 { g = cv.wait(g).unwrap(); }").is_empty());
        assert!(lines("loop { g = cv.wait(g).unwrap(); return; }").is_empty());
    }
}
