//! Waits with a time-out in a loop that looks at the clock in each turn.

use super::{At, at, covers, flow::Spot, last_name, last_segment};
use crate::walk::{self as visit, Visit};
use proc_macro2::TokenTree;
use syn::{BinOp, Expr};
use wire::Place;

/// The time-out of the wait at a place, and the name of what the innermost loop around it compares with the clock.
pub(in super::super) fn polls(file: &syn::File, place: &Place) -> Option<(Spot, String)> {
    let mut loops = Loops {
        at: at(place)?,
        asked: None,
        limit: None,
    };
    loops.visit_file(file);
    Some((loops.limit?, loops.asked?))
}

struct Loops {
    at: At,
    asked: Option<String>,
    limit: Option<Spot>,
}

impl Loops {
    fn round(&mut self, asked: Option<&Expr>, body: &syn::Block) {
        if covers(body, self.at) {
            let mut clock = Clock(None);
            if let Some(asked) = asked {
                clock.visit_expr(asked);
            }
            clock.visit_block(body);
            self.asked = clock.0;
        }
    }
}

impl<'ast> Visit<'ast> for Loops {
    fn visit_expr_loop(&mut self, it: &'ast syn::ExprLoop) {
        self.round(None, &it.body);
        visit::visit_expr_loop(self, it);
    }

    fn visit_expr_while(&mut self, it: &'ast syn::ExprWhile) {
        self.round(Some(&it.cond), &it.body);
        visit::visit_expr_while(self, it);
    }

    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        let name = it.method.to_string();
        if name.ends_with("_timeout") && covers(&it.method, self.at) {
            self.limit = Some(Spot::of(&it.method));
        }
        visit::visit_expr_method_call(self, it);
    }

    fn visit_macro(&mut self, it: &'ast syn::Macro) {
        let name = it.path.segments.last().map(|it| it.ident.to_string());
        if !name.is_some_and(|it| it.starts_with("select")) || !covers(it, self.at) {
            return;
        }
        let mut tokens = it.tokens.clone().into_iter().peekable();
        while let Some(token) = tokens.next() {
            if let TokenTree::Ident(name) = &token
                && name == "default"
                && let Some(TokenTree::Group(given)) = tokens.peek()
                && !given.stream().is_empty()
            {
                self.limit = Some(Spot::of(name));
            }
        }
    }
}

/// What is compared with `Instant::now()`.
struct Clock(Option<String>);

impl<'ast> Visit<'ast> for Clock {
    fn visit_expr_binary(&mut self, it: &'ast syn::ExprBinary) {
        if matches!(
            it.op,
            BinOp::Ge(_) | BinOp::Gt(_) | BinOp::Le(_) | BinOp::Lt(_)
        ) {
            let is_now = |it: &Expr| match it {
                Expr::Call(call) => last_segment(&call.func).is_some_and(|it| it == "now"),
                _ => false,
            };
            let other = if is_now(&it.left) {
                Some(&it.right)
            } else {
                is_now(&it.right).then_some(&it.left)
            };
            if let Some(name) = other.and_then(|it| last_name(it)) {
                self.0 = Some(name);
            }
        }
        visit::visit_expr_binary(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::polls;
    use crate::report::names::flow::place;

    #[test]
    fn a_clock_that_is_looked_at_in_each_turn_is_found_with_the_time_between() {
        let text = "fn f() {\n loop {\n  if Instant::now() >= end { return; }\n  select! {\n   recv(gone) -> _ => return,\n   \
                    default(TICK) => {}\n  }\n }\n}\nfn g() {\n while end > Instant::now() {\n  rx.recv_timeout(TICK);\n }\n}\n\
                    fn h() {\n loop {\n  rx.recv_timeout(TICK);\n }\n select! { default => {} }\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = |line, column| polls(&file, &place(line, column)).map(|it| (it.0.line, it.1));
        assert_eq!(found(4, 3), Some((6, "end".to_owned())));
        assert_eq!(found(12, 6), Some((12, "end".to_owned())));
        assert_eq!(found(17, 6), None);
        assert_eq!(found(19, 2), None);
    }
}
