//! What the capacity of a channel is made of.

use super::{At, at, basics::number, covers, flow::Spot, flow::in_function, last_segment};
use crate::walk::{self as visit, Visit};
use syn::{BinOp, Expr, FnArg, Pat};
use wire::Place;

/// The argument of a `bounded`.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) enum Capacity {
    /// A number that is written there.
    Fixed,
    /// A variable and so much more: the text, and the variable.
    More(String, String, u64),
    /// A variable, but never less than so much: the text, and the variable.
    AtLeast(String, String, u64),
}

/// What the channel that is created at a place is bounded by, if that is one of these.
pub(in super::super) fn capacity(file: &syn::File, place: &Place) -> Option<Capacity> {
    struct Finds {
        at: At,
        found: Option<Capacity>,
    }
    impl<'ast> Visit<'ast> for Finds {
        fn visit_expr_call(&mut self, it: &'ast syn::ExprCall) {
            let is_bounded = last_segment(&it.func).is_some_and(|it| it == "bounded");
            if is_bounded && covers(&it.func, self.at) {
                self.found = it.args.first().and_then(kind);
            }
            visit::visit_expr_call(self, it);
        }
    }
    let mut finds = Finds {
        at: at(place)?,
        found: None,
    };
    finds.visit_file(file);
    finds.found
}

fn kind(expr: &Expr) -> Option<Capacity> {
    match expr {
        Expr::Lit(_) => Some(Capacity::Fixed),
        Expr::Binary(it) if matches!(it.op, BinOp::Add(_)) => {
            if let Some((name, more)) = variable(&it.left).zip(number(&it.right)) {
                return Some(Capacity::More(format!("{name} + {more}"), name, more));
            }
            let (name, more) = variable(&it.right).zip(number(&it.left))?;
            Some(Capacity::More(format!("{more} + {name}"), name, more))
        }
        Expr::MethodCall(it) if it.method == "max" && it.args.len() == 1 => {
            let (name, least) = variable(&it.receiver).zip(number(it.args.first()?))?;
            Some(Capacity::AtLeast(
                format!("{name}.max({least})"),
                name,
                least,
            ))
        }
        _ => None,
    }
}

fn variable(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Path(it) => it.path.get_ident().map(ToString::to_string),
        _ => None,
    }
}

/// The numbers that the function with its name at a spot is given and does not use, except in an assertion.
pub(in super::super) fn unused(file: &syn::File, function: Spot) -> Vec<String> {
    struct Uses(Vec<String>);
    impl<'ast> Visit<'ast> for Uses {
        fn visit_local(&mut self, it: &'ast syn::Local) {
            let is_name = |it: &syn::LocalInit| matches!(&*it.expr, Expr::Path(_));
            if !(matches!(it.pat, Pat::Wild(_)) && it.init.as_ref().is_some_and(is_name)) {
                visit::visit_local(self, it);
            }
        }

        fn visit_expr_path(&mut self, it: &'ast syn::ExprPath) {
            self.0.extend(it.path.get_ident().map(ToString::to_string));
        }

        fn visit_macro(&mut self, it: &'ast syn::Macro) {
            let name = it.path.segments.last();
            if !name.is_some_and(|it| it.ident.to_string().contains("assert")) {
                let text = it.tokens.to_string();
                let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
                self.0.extend(words.map(str::to_owned));
            }
        }
    }
    let found = in_function(file, function, |signature, body| {
        let mut uses = Uses(Vec::new());
        uses.visit_block(body);
        let inputs = signature.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(input) => match (&*input.pat, &*input.ty) {
                (Pat::Ident(pat), syn::Type::Path(ty)) if ty.path.is_ident("usize") => {
                    Some(pat.ident.to_string())
                }
                _ => None,
            },
            FnArg::Receiver(_) => None,
        });
        inputs.filter(|name| !uses.0.contains(name)).collect()
    });
    found.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{super::flow::place, Capacity, capacity, unused};
    use crate::report::names::flow::Spot;

    #[test]
    fn a_capacity_is_a_number_or_a_variable_and_more() {
        let text = "fn f() {\n bounded(0);\n bounded::<u8>(2 + n);\n bounded(n.max(1));\n bounded(n);\n g(1);\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = |line| capacity(&file, &place(line, 2));
        let more = Capacity::More("2 + n".to_owned(), "n".to_owned(), 2);
        let least = Capacity::AtLeast("n.max(1)".to_owned(), "n".to_owned(), 1);
        assert_eq!(found(2), Some(Capacity::Fixed));
        assert_eq!(found(3), Some(more));
        assert_eq!(found(4), Some(least));
        assert_eq!([found(5), found(6)], [None, None]);
    }

    #[test]
    fn a_number_that_is_only_asserted_is_not_used() {
        let text = "fn f(a: usize, b: usize, c: usize, d: u8, e: usize) {\n assert!(a > 0);\n let _ = b;\n \
                    g(c);\n println!(\"{e}\");\n}\n";
        let file = syn::parse_file(text).unwrap();
        assert_eq!(unused(&file, Spot { line: 1, column: 4 }), ["a", "b"]);
    }
}
