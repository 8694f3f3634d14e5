//! Where the source sets a moment that it had set before.

use super::{
    last_segment,
    written::{Written, is_test, written},
};
use crate::walk::{self as visit, Visit};
use std::collections::BTreeSet;
use syn::{Expr, Pat};

/// Assignments of the present moment: of `Instant::now()`, or of what that was bound to.
pub(in super::super) fn set(file: &syn::File) -> Vec<Written> {
    let mut moments = Moments::default();
    moments.visit_file(file);
    moments.found
}

#[derive(Default)]
struct Moments {
    /// What `Instant::now()` was bound to in the function around.
    bound: BTreeSet<String>,
    found: Vec<Written>,
}

impl Moments {
    fn is_now(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Path(path) => path
                .path
                .get_ident()
                .is_some_and(|name| self.bound.contains(&name.to_string())),
            Expr::Call(call) => is_instant_now(&call.func),
            Expr::Paren(it) => self.is_now(&it.expr),
            _ => false,
        }
    }
}

/// The path ends with `Instant::now`.
fn is_instant_now(function: &Expr) -> bool {
    let Expr::Path(path) = function else {
        return false;
    };
    let owner = path.path.segments.iter().rev().nth(1);
    last_segment(function).is_some_and(|name| name == "now")
        && owner.is_some_and(|owner| owner.ident == "Instant")
}

impl<'ast> Visit<'ast> for Moments {
    fn visit_item_mod(&mut self, it: &'ast syn::ItemMod) {
        if !is_test(&it.attrs) {
            visit::visit_item_mod(self, it);
        }
    }

    fn visit_item_fn(&mut self, it: &'ast syn::ItemFn) {
        self.bound.clear();
        visit::visit_item_fn(self, it);
    }

    fn visit_impl_item_fn(&mut self, it: &'ast syn::ImplItemFn) {
        self.bound.clear();
        visit::visit_impl_item_fn(self, it);
    }

    fn visit_local(&mut self, it: &'ast syn::Local) {
        if let (Pat::Ident(name), Some(init)) = (&it.pat, &it.init) {
            let name = name.ident.to_string();
            if self.is_now(&init.expr) {
                self.bound.insert(name);
            } else {
                self.bound.remove(&name);
            }
        }
        visit::visit_local(self, it);
    }

    fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
        if self.is_now(&it.right) {
            let target = match &*it.left {
                Expr::Unary(it) => &it.expr,
                _ => &it.left,
            };
            self.found.push(written(target, true));
        }
        visit::visit_expr_assign(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::set;

    #[test]
    fn a_moment_is_set_where_the_present_one_is_assigned() {
        let text = "fn f(s: &mut S) {\n s.at = Instant::now();\n let now = time::Instant::now();\n \
                    *s.last = now;\n s.end = now + PAUSE;\n let now = s.at;\n s.at = now;\n}\n\
                    fn g(s: &mut S) {\n s.at = now;\n}\n";
        let found = set(&syn::parse_file(text).unwrap());
        let lines: Vec<u32> = found.iter().map(|it| it.line).collect();
        assert_eq!(lines, [2, 4]);
    }
}
