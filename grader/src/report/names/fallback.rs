//! In which order a method asks what is its own, and the same method of another.

use super::flow::{Spot, in_function};
use crate::walk::{self as visit, Visit};
use syn::{Block, Expr, Pat, Stmt};

/// The other is asked first, by the method of this name: where that is, in the function with its name at a spot.
pub(in super::super) fn other_first(file: &syn::File, function: Spot) -> Option<Spot> {
    in_function(file, function, |signature, block| {
        let Expr::MethodCall(end) = end_of(block)? else {
            return None;
        };
        let first = match &*end.receiver {
            Expr::Path(it) => bound(block, it.path.get_ident()?)?,
            it => it,
        };
        let falls_back = end.method == "or_else" || end.method == "or";
        let is_own = end.args.iter().any(|it| calls(it, &signature.ident));
        let is_it = falls_back && !is_own && calls(first, &signature.ident);
        is_it.then(|| Spot::of(end))
    })
    .flatten()
}

/// Only where there is nothing of its own the other is asked: where something of its own may be of another type.
pub(in super::super) fn not_asked(file: &syn::File, function: Spot) -> Option<Spot> {
    in_function(file, function, |signature, block| {
        let Expr::Match(it) = end_of(block)? else {
            return None;
        };
        let [some, none] = &it.arms[..] else {
            return None;
        };
        let (Pat::TupleStruct(pat), Expr::MethodCall(own)) = (&some.pat, &*some.body) else {
            return None;
        };
        let is_it = pat.path.is_ident("Some")
            && own.method.to_string().starts_with("downcast")
            && some.guard.is_none()
            && calls(&none.body, &signature.ident);
        is_it.then(|| Spot::of(own))
    })
    .flatten()
}

fn end_of(block: &Block) -> Option<&Expr> {
    match block.stmts.last()? {
        Stmt::Expr(it, None) => Some(it),
        _ => None,
    }
}

/// What a variable is bound to by the block.
fn bound<'ast>(block: &'ast Block, name: &syn::Ident) -> Option<&'ast Expr> {
    block.stmts.iter().rev().find_map(|it| match it {
        Stmt::Local(it) => match &it.pat {
            Pat::Ident(pat) if pat.ident == *name => it.init.as_ref().map(|it| &*it.expr),
            _ => None,
        },
        _ => None,
    })
}

/// A method of this name is called in it.
fn calls(expr: &Expr, name: &syn::Ident) -> bool {
    struct Calls<'n>(&'n syn::Ident, bool);
    impl<'ast> Visit<'ast> for Calls<'_> {
        fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
            self.1 |= it.method == *self.0;
            visit::visit_expr_method_call(self, it);
        }
    }
    let mut calls = Calls(name, false);
    calls.visit_expr(expr);
    calls.1
}

#[cfg(test)]
mod tests {
    use super::{super::flow::Spot, not_asked, other_first};

    fn file(body: &str) -> syn::File {
        let text = format!("impl C {{\n fn value(&self) -> O {{\n{body}\n }}\n}}\n");
        syn::parse_file(&text).unwrap()
    }

    const VALUE: Spot = Spot { line: 2, column: 5 };

    #[test]
    fn the_other_is_asked_first_or_not_at_all() {
        let first = |body: &str| other_first(&file(body), VALUE).map(|it| it.line);
        let text = "let old = self.up().and_then(|it| it.value());\nold.or_else(|| self.own())";
        assert_eq!(first(text), Some(4));
        assert_eq!(first("self.own().or_else(|| self.up().value())"), None);
        let asked = |body: &str| not_asked(&file(body), VALUE).map(|it| it.line);
        let text =
            "match &self.own {\nSome(it) => it.downcast_ref(),\nNone => self.up()?.value(),\n}";
        assert_eq!(asked(text), Some(4));
        let text = "match self.own() {\nSome(it) => Some(it),\nNone => self.up()?.value(),\n}";
        assert_eq!(asked(text), None);
    }
}
