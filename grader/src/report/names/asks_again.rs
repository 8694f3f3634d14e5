//! Loops that ask the same again and again, and sleep in between.

use super::{At, at, covers};
use crate::walk::{self as visit, Visit};
use std::collections::BTreeSet;
use syn::{Expr, Stmt};
use wire::Place;

/// The method of `self`, without arguments, that is asked in a loop around a place, if that loop is all that its function
/// does, and nothing from outside of it is read there but `self`: who asks again says nothing of having asked before.
pub(in super::super) fn asks_again(file: &syn::File, place: &Place) -> Option<String> {
    struct Bodies(At, Option<String>);
    impl<'ast> Visit<'ast> for Bodies {
        fn visit_impl_item_fn(&mut self, it: &'ast syn::ImplItemFn) {
            if let [Stmt::Expr(only @ (Expr::While(_) | Expr::Loop(_)), _)] = &it.block.stmts[..]
                && covers(only, self.0)
            {
                self.1 = asked(only);
            }
        }
    }
    let mut bodies = Bodies(at(place)?, None);
    bodies.visit_file(file);
    bodies.1
}

fn asked(it: &Expr) -> Option<String> {
    let mut round = Round::default();
    round.visit_expr(it);
    let is_alike = round.read.is_subset(&round.bound);
    match &round.asked[..] {
        [only] if is_alike => Some(only.clone()),
        _ => None,
    }
}

/// What is done in a loop.
#[derive(Default)]
struct Round {
    /// Variables.
    read: BTreeSet<String>,
    bound: BTreeSet<String>,
    /// Methods of `self`.
    asked: Vec<String>,
}

impl<'ast> Visit<'ast> for Round {
    fn visit_pat_ident(&mut self, it: &'ast syn::PatIdent) {
        self.bound.insert(it.ident.to_string());
    }

    fn visit_expr_call(&mut self, it: &'ast syn::ExprCall) {
        for given in &it.args {
            self.visit_expr(given);
        }
    }

    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        let is_own = matches!(&*it.receiver, Expr::Path(path) if path.path.is_ident("self"));
        if is_own && it.args.is_empty() {
            self.asked.push(it.method.to_string());
        }
        visit::visit_expr_method_call(self, it);
    }

    fn visit_expr_path(&mut self, it: &'ast syn::ExprPath) {
        let name = it.path.get_ident().map(ToString::to_string);
        let is_variable = |name: &String| name != "self" && name.starts_with(char::is_lowercase);
        self.read.extend(name.filter(is_variable));
    }
}

#[cfg(test)]
mod tests {
    use super::asks_again;
    use crate::report::names::flow::place;

    #[test]
    fn who_asks_the_same_again_says_nothing_of_having_asked() {
        let asked = |body: &str| {
            let text = format!("impl B {{\nfn take(&self) {{\n{body}\n}}\n}}\n");
            let file = syn::parse_file(&text).unwrap();
            asks_again(&file, &place(4, 1))
        };
        let once = Some("once".to_owned());
        assert_eq!(
            asked("while self.once().is_err() {\nsleep(PAUSE);\n}"),
            once
        );
        let told = "while let Err(wait) = self.once() {\nsleep(wait);\n}";
        assert_eq!(asked(told), once);
        assert_eq!(
            asked("while !self.is_mine(ticket) {\nsleep(PAUSE);\n}"),
            None
        );
        let ticket = "let mine = self.next();\nwhile self.once() != mine { sleep(PAUSE); }";
        assert_eq!(asked(ticket), None);
        assert_eq!(asked("while self.once() != mine {\nsleep(PAUSE);\n}"), None);
    }
}
