//! Calls that get what was made before, and are made only under a condition.

use super::{
    at, covers,
    flow::{Lines, Spot},
    last_segment,
};
use crate::walk::{self as visit, Visit};
use std::collections::BTreeSet;
use syn::{Expr, Pat};
use wire::Place;

/// Such a call.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct HandedOn {
    /// The function.
    pub(in super::super) name: String,
    /// Where its name stands.
    pub(in super::super) call: Spot,
    /// The innermost condition above it.
    pub(in super::super) condition: Spot,
}

/// The calls under an `if` in these lines that get the variable in which the result of the call at `place` is, of functions
/// of this file that take a lock; but for those that are called without a condition, too.
pub(in super::super) fn handed_on(file: &syn::File, place: &Place, lines: Lines) -> Vec<HandedOn> {
    let found = || {
        let mut locking = Locking::default();
        locking.visit_file(file);
        let mut made = Made {
            at: at(place)?,
            name: None,
        };
        made.visit_file(file);
        let mut calls = Calls {
            name: made.name?,
            lines,
            locking: locking.found,
            under: Vec::new(),
            found: Vec::new(),
            always: BTreeSet::new(),
        };
        calls.visit_file(file);
        let always = calls.always;
        calls.found.retain(|it| !always.contains(&it.name));
        Some(calls.found)
    };
    found().unwrap_or_default()
}

/// The functions that take a lock themselves.
#[derive(Default)]
struct Locking {
    around: Vec<String>,
    found: BTreeSet<String>,
}

impl<'ast> Visit<'ast> for Locking {
    fn visit_item_fn(&mut self, it: &'ast syn::ItemFn) {
        self.around.push(it.sig.ident.to_string());
        visit::visit_item_fn(self, it);
        self.around.pop();
    }

    fn visit_impl_item_fn(&mut self, it: &'ast syn::ImplItemFn) {
        self.around.push(it.sig.ident.to_string());
        visit::visit_impl_item_fn(self, it);
        self.around.pop();
    }

    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        if it.method == "lock" {
            self.found.extend(self.around.last().cloned());
        }
        visit::visit_expr_method_call(self, it);
    }
}

/// The variable that is made by the call at a place.
struct Made {
    at: super::At,
    name: Option<String>,
}

impl<'ast> Visit<'ast> for Made {
    fn visit_local(&mut self, it: &'ast syn::Local) {
        if let Pat::Ident(name) = &it.pat
            && let Some(init) = &it.init
            && covers(&*init.expr, self.at)
        {
            self.name = Some(name.ident.to_string());
        }
        visit::visit_local(self, it);
    }
}

struct Calls {
    name: String,
    lines: Lines,
    locking: BTreeSet<String>,
    /// The conditions above.
    under: Vec<Spot>,
    found: Vec<HandedOn>,
    always: BTreeSet<String>,
}

impl Calls {
    /// A call of a function with these arguments.
    fn call<'a>(&mut self, name: &syn::Ident, mut arguments: impl Iterator<Item = &'a Expr>) {
        let call = Spot::of(name);
        let is_inside = (self.lines.0..=self.lines.1).contains(&call.line);
        let is_it = is_inside && self.locking.contains(&name.to_string());
        if !is_it || !arguments.any(|it| self.is_it(it)) {
            return;
        }
        let name = name.to_string();
        match self.under.last() {
            Some(&condition) => self.found.push(HandedOn {
                name,
                call,
                condition,
            }),
            None => _ = self.always.insert(name),
        }
    }

    /// The variable, a reference to it, or a clone of it.
    fn is_it(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Path(path) => path.path.is_ident(&self.name),
            Expr::Reference(it) => self.is_it(&it.expr),
            Expr::MethodCall(it) => it.method == "clone" && self.is_it(&it.receiver),
            Expr::Call(it) => {
                let is_clone = last_segment(&it.func).is_some_and(|it| it == "clone");
                is_clone && it.args.iter().any(|it| self.is_it(it))
            }
            _ => false,
        }
    }
}

impl<'ast> Visit<'ast> for Calls {
    fn visit_expr_if(&mut self, it: &'ast syn::ExprIf) {
        self.visit_expr(&it.cond);
        self.under.push(Spot::of(&it.cond));
        self.visit_block(&it.then_branch);
        if let Some((_, other)) = &it.else_branch {
            self.visit_expr(other);
        }
        self.under.pop();
    }

    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        self.call(&it.method, it.args.iter());
        visit::visit_expr_method_call(self, it);
    }

    fn visit_expr_call(&mut self, it: &'ast syn::ExprCall) {
        if let Some(name) = last_segment(&it.func) {
            self.call(name, it.args.iter());
        }
        visit::visit_expr_call(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::handed_on;
    use crate::report::names::flow::place;

    #[test]
    fn what_is_handed_on_only_under_a_condition_is_found_with_that() {
        let text = "fn adopt(&self, it: &S) { self.all.lock().unwrap().push(it.clone()); }\n\
                    fn note(it: &S) { print(it); }\n\
                    fn child(&self) {\n let own = S::new();\n if late {\n  self.adopt(&own);\n  note(&own);\n }\n}\n\
                    fn other(&self) {\n let own = S::new();\n self.adopt(&own);\n if late { self.adopt(&own); }\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = handed_on(&file, &place(4, 15), (3, 9));
        let found: Vec<_> = found
            .iter()
            .map(|it| (it.name.as_str(), it.call.line, it.condition.line))
            .collect();
        assert_eq!(found, [("adopt", 6, 5)]);
        assert!(handed_on(&file, &place(11, 15), (10, 14)).is_empty());
    }
}
