//! Values of a type that are made of nothing but what somebody else has.

use super::{flow::Spot, last_segment};
use crate::walk::{self as visit, Visit};
use syn::{Expr, Member, Pat};

/// A value that has no part of its own.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct Borrowed {
    /// Where its first part is taken from the other.
    pub(in super::super) spot: Spot,
    /// What the part is called.
    pub(in super::super) part: String,
    /// Whose it is: `self`, or a variable that began as `self`.
    pub(in super::super) whose: String,
    /// The line in which the value is made.
    pub(in super::super) line: u32,
}

/// Where the methods of a file make values of this name all parts of which are clones of what `self` has.
pub(in super::super) fn borrowed(file: &syn::File, name: &str) -> Vec<Borrowed> {
    struct Methods<'n>(&'n str, Vec<Borrowed>);
    impl<'ast> Visit<'ast> for Methods<'_> {
        fn visit_impl_item_fn(&mut self, it: &'ast syn::ImplItemFn) {
            let mut values = Values {
                name: self.0,
                block: &it.block,
                found: Vec::new(),
            };
            values.visit_block(&it.block);
            self.1.append(&mut values.found);
        }
    }
    let mut methods = Methods(name, Vec::new());
    methods.visit_file(file);
    methods.1
}

struct Values<'n, 'ast> {
    name: &'n str,
    block: &'ast syn::Block,
    found: Vec<Borrowed>,
}

impl<'ast> Visit<'ast> for Values<'_, 'ast> {
    fn visit_expr_struct(&mut self, it: &'ast syn::ExprStruct) {
        let last = it.path.segments.last();
        if last.is_some_and(|it| it.ident == self.name) && it.rest.is_none() {
            let parts = it.fields.iter().map(|field| {
                let Member::Named(part) = &field.member else {
                    return None;
                };
                let value = match last_segment(&field.expr) {
                    Some(name) => bound(self.block, &name.to_string())?,
                    None => &field.expr,
                };
                Some(Borrowed {
                    spot: Spot::of(value),
                    part: part.to_string(),
                    whose: owner(self.block, cloned(value)?)?,
                    line: Spot::of(&it.path).line,
                })
            });
            let parts: Option<Vec<Borrowed>> = parts.collect();
            self.found.extend(parts.into_iter().flatten().next());
        }
        visit::visit_expr_struct(self, it);
    }
}

/// What a variable is bound to, if one `let` of the block does that and no other is called so.
fn bound<'ast>(block: &'ast syn::Block, name: &str) -> Option<&'ast Expr> {
    struct Lets<'n, 'ast>(&'n str, Vec<Option<&'ast Expr>>);
    impl<'ast> Visit<'ast> for Lets<'_, 'ast> {
        fn visit_local(&mut self, it: &'ast syn::Local) {
            if matches!(&it.pat, Pat::Ident(pat) if pat.ident == self.0) {
                self.1.push(it.init.as_ref().map(|it| &*it.expr));
            }
            visit::visit_local(self, it);
        }
    }
    let mut lets = Lets(name, Vec::new());
    lets.visit_block(block);
    match lets.1[..] {
        [found] => found,
        _ => None,
    }
}

/// What an expression is a clone of.
fn cloned(expr: &Expr) -> Option<&Expr> {
    match expr {
        Expr::MethodCall(it) if it.method == "clone" => Some(&it.receiver),
        Expr::Call(it) if last_segment(&it.func).is_some_and(|name| name == "clone") => {
            match it.args.first()? {
                Expr::Reference(it) => Some(&it.expr),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whose field an expression is: `self`, or a variable that began as `self`.
fn owner(block: &syn::Block, expr: &Expr) -> Option<String> {
    let Expr::Field(field) = expr else {
        return None;
    };
    let mut base = &*field.base;
    while let Expr::Field(it) = base {
        base = &it.base;
    }
    let name = last_segment(base)?.to_string();
    let began = bound(block, &name).and_then(last_segment);
    (name == "self" || began.is_some_and(|it| it == "self")).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::borrowed;

    #[test]
    fn a_value_is_borrowed_if_all_its_parts_are_clones_of_those_of_another() {
        let found = |body: &str| {
            let text = format!("impl S {{\n fn f(&self) -> C {{\n{body}\n }}\n}}\n");
            let found = borrowed(&syn::parse_file(&text).unwrap(), "C").into_iter();
            found
                .map(|it| (it.spot.line, it.part, it.whose, it.line))
                .collect::<Vec<_>>()
        };
        let state = |spot, whose: &str, line| vec![(spot, "state".into(), whose.into(), line)];
        let text = "let state = Arc::clone(&self.h.state);\n g(&state);\n C { state }";
        assert_eq!(found(text), state(3, "self", 5));
        let text = "let mut root = self;\n root = g(root);\n C {\n state: root.h.state.clone() }";
        assert_eq!(found(text), state(6, "root", 5));
        assert!(found("let state = S::new();\n C { state }").is_empty());
        assert!(found("let own = S::new();\n C { state: own.state.clone() }").is_empty());
        assert!(found("C { state: self.state.clone(), number: n }").is_empty());
    }
}
