//! Ways out of a function on which something is dropped that was just received.

use super::{At, arms, at, covers, flow::Spot};
use crate::walk::{self as visit, Visit};
use syn::{Expr, Pat, Stmt};
use wire::Place;

/// The ways out, under a condition of its own each, between the receive at a place and the first use of what it gave, and
/// how that is called.
pub(in super::super) fn left_with(file: &syn::File, place: &Place) -> Vec<(Spot, String)> {
    let Some(at) = at(place) else {
        return Vec::new();
    };
    let mut hands = Hands {
        at: Some(at),
        found: Vec::new(),
    };
    hands.visit_file(file);
    hands.at = None;
    for body in arms::bodies_at(file, place) {
        hands.visit_expr(&body);
    }
    hands.found
}

struct Hands {
    /// Where what counts is received; `None`, if all that is bound was.
    at: Option<At>,
    found: Vec<(Spot, String)>,
}

impl<'ast> Visit<'ast> for Hands {
    fn visit_block(&mut self, it: &'ast syn::Block) {
        let mut rest = it.stmts.iter();
        while let Some(stmt) = rest.next() {
            let Stmt::Local(local) = stmt else {
                continue;
            };
            let Some(init) = &local.init else {
                continue;
            };
            let is_it = match self.at {
                Some(at) => covers(&init.expr, at),
                None => matches!(*init.expr, Expr::Path(_)),
            };
            if let Some(name) = bound(&local.pat).filter(|_| is_it) {
                self.found.extend(ways_out(rest.as_slice(), &name));
            }
        }
        visit::visit_block(self, it);
    }
}

/// The name of what a pattern binds: one thing, as it is or out of a variant.
fn bound(pat: &Pat) -> Option<String> {
    match pat {
        Pat::Ident(it) => Some(it.ident.to_string()),
        Pat::TupleStruct(it) if it.elems.len() == 1 => bound(it.elems.first()?),
        _ => None,
    }
}

/// The ways out before the first statement that is about a name, if there is one.
fn ways_out(stmts: &[Stmt], name: &str) -> Vec<(Spot, String)> {
    let is_about = |it: &Stmt| {
        let mut names = Mentions(name, false);
        names.visit_stmt(it);
        names.1
    };
    let Some(first) = stmts.iter().position(is_about) else {
        return Vec::new();
    };
    let leaves = |it: &Stmt| match it {
        Stmt::Expr(Expr::If(it), _) if it.else_branch.is_none() => {
            match it.then_branch.stmts.last() {
                Some(Stmt::Expr(Expr::Return(it), _)) => Some(Spot::of(&it.return_token)),
                Some(Stmt::Expr(Expr::Break(it), _)) => Some(Spot::of(&it.break_token)),
                _ => None,
            }
        }
        _ => None,
    };
    let ways = stmts[..first].iter().filter_map(leaves);
    ways.map(|it| (it, name.to_owned())).collect()
}

/// Whether a name stands somewhere.
struct Mentions<'n>(&'n str, bool);

impl<'ast> Visit<'ast> for Mentions<'_> {
    fn visit_ident(&mut self, it: &'ast syn::Ident) {
        self.1 |= it == self.0;
    }

    fn visit_macro(&mut self, it: &'ast syn::Macro) {
        let tokens = it.tokens.to_string();
        let mut words = tokens.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        self.1 |= words.any(|word| word == self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::left_with;
    use crate::report::names::flow::place;

    #[test]
    fn a_way_out_before_the_first_use_drops_what_was_received() {
        let text = "fn f() {\n loop {\n  let Ok(value) = rx.recv() else {\n   return;\n  };\n  if late() {\n   return;\n  }\n  \
                    all.push(value);\n  if late() {\n   return;\n  }\n }\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = |file: &syn::File, line, column| {
            let found = left_with(file, &place(line, column)).into_iter();
            found.map(|it| (it.0.line, it.1)).collect::<Vec<_>>()
        };
        assert_eq!(found(&file, 3, 22), [(7, "value".to_owned())]);
        assert!(found(&file, 6, 6).is_empty());
        let text = "fn f() {\n select! {\n  recv(a) -> it => {\n   let Ok(it) = it else { return };\n   if late() {\n    break;\n   }\n   \
                    go(it);\n  }\n }\n}\n";
        let file = syn::parse_file(text).unwrap();
        assert_eq!(found(&file, 2, 2), [(6, "it".to_owned())]);
    }
}
