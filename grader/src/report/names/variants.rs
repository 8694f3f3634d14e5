//! Which of several variants the source gives.

use super::flow::{Lines, Spot};
use crate::walk::{self as visit, Visit};
use syn::{Expr, Pat, Stmt};

/// Where a variant is written as a value in these lines, if another one is not so much as named in them.
pub(in super::super) fn alone(
    file: &syn::File,
    given: &str,
    other: &str,
    lines: Lines,
) -> Vec<Spot> {
    struct Uses<'n> {
        given: &'n str,
        other: &'n str,
        lines: Lines,
        found: Vec<Spot>,
        is_hidden: bool,
    }
    impl Uses<'_> {
        fn is_inside(&self, spot: Spot) -> bool {
            (self.lines.0..=self.lines.1).contains(&spot.line)
        }
    }
    impl<'ast> Visit<'ast> for Uses<'_> {
        fn visit_expr_path(&mut self, it: &'ast syn::ExprPath) {
            let spot = Spot::of(it);
            let last = it.path.segments.last();
            if self.is_inside(spot) && last.is_some_and(|it| it.ident == self.given) {
                self.found.push(spot);
            }
            visit::visit_expr_path(self, it);
        }

        fn visit_ident(&mut self, it: &'ast syn::Ident) {
            self.is_hidden |= self.is_inside(Spot::of(it)) && it == self.other;
        }

        // What a pattern names is no value, but known.
        fn visit_pat(&mut self, it: &'ast Pat) {
            let mut idents = Idents(self.other, false);
            idents.visit_pat(it);
            self.is_hidden |= self.is_inside(Spot::of(it)) && idents.1;
        }

        // What stands in a macro cannot be read.
        fn visit_macro(&mut self, it: &'ast syn::Macro) {
            let tokens = it.tokens.to_string();
            let mut words = tokens.split(|c: char| !(c.is_alphanumeric() || c == '_'));
            let names = words.any(|word| word == self.given || word == self.other);
            self.is_hidden |= self.is_inside(Spot::of(&it.path)) && names;
        }
    }
    struct Idents<'n>(&'n str, bool);
    impl<'ast> Visit<'ast> for Idents<'_> {
        fn visit_ident(&mut self, it: &'ast syn::Ident) {
            self.1 |= it == self.0;
        }
    }
    let mut uses = Uses {
        given,
        other,
        lines,
        found: Vec::new(),
        is_hidden: false,
    };
    uses.visit_file(file);
    if uses.is_hidden {
        Vec::new()
    } else {
        uses.found
    }
}

/// The variable bound at a place is one of several variants, and nothing else.
pub(in super::super) fn chooses(file: &syn::File, spot: Spot) -> bool {
    struct Lets(Spot, bool);
    impl<'ast> Visit<'ast> for Lets {
        fn visit_local(&mut self, it: &'ast syn::Local) {
            let value = it.init.as_ref().map(|init| &*init.expr);
            self.1 |= Spot::of(&it.pat) == self.0 && value.is_some_and(is_variant);
            visit::visit_local(self, it);
        }
    }
    let mut lets = Lets(spot, false);
    lets.visit_file(file);
    lets.1
}

/// Whatever happens, it is a variant without fields.
fn is_variant(expr: &Expr) -> bool {
    let block = |it: &syn::Block| match it.stmts.last() {
        Some(Stmt::Expr(end, None)) => is_variant(end),
        _ => false,
    };
    match expr {
        Expr::Path(it) => {
            let last = it.path.segments.last().map(|it| it.ident.to_string());
            let is_upper = |name: &str| {
                name.starts_with(char::is_uppercase) && name.contains(char::is_lowercase)
            };
            last.is_some_and(|name| is_upper(&name) && name != "None")
        }
        Expr::Paren(it) => is_variant(&it.expr),
        Expr::Block(it) => block(&it.block),
        Expr::If(it) => {
            let other = it
                .else_branch
                .as_ref()
                .is_some_and(|(_, it)| is_variant(it));
            other && block(&it.then_branch)
        }
        Expr::Match(it) => it.arms.iter().all(|arm| is_variant(&arm.body)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{alone, chooses};
    use crate::report::names::flow::Spot;

    #[test]
    fn a_variant_is_alone_where_the_other_is_not_named() {
        let text = "fn f() {\n let place = Place::InOrder;\n}\nfn g() {\n let place = if a { Place::Late } \
                    else { Place::InOrder };\n let n = if a { 1 } else { 2 };\n}\n";
        let file = syn::parse_file(text).unwrap();
        let lines = |lines| {
            let found = alone(&file, "InOrder", "Late", lines).into_iter();
            found.map(|spot| spot.line).collect::<Vec<_>>()
        };
        assert_eq!(lines((1, 3)), [2]);
        assert!(lines((4, 7)).is_empty());
        assert!(chooses(&file, Spot { line: 5, column: 6 }));
        assert!(!chooses(&file, Spot { line: 6, column: 6 }));
    }
}
