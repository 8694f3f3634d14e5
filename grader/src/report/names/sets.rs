//! What is set under a lock, whatever happens between.

use super::{
    at, covers,
    flow::{Spot, in_function},
    last_name,
};
use crate::walk::{self as visit, Visit};
use quote::ToTokens;
use std::collections::BTreeSet;
use syn::{Expr, Member, Stmt};
use wire::Place;

/// What the function of this name sets anew after a lock at a place, or by it, before it may be left: fields, and what a
/// lock holds; with " to `false`", if that is what it is set to.
pub(in super::super) fn set_after(
    file: &syn::File,
    name: Spot,
    lock: &Place,
) -> Vec<(Spot, String, String)> {
    let found = in_function(file, name, |_, block| {
        let Some(at) = at(lock) else {
            return Vec::new();
        };
        let mut after = block.stmts.iter().skip_while(|it| !covers(*it, at));
        let mut found = Vec::new();
        let first = after.next();
        found.extend(first.and_then(set));
        for it in after {
            if leaves(it) {
                break;
            }
            found.extend(set(it));
        }
        found
    });
    found.unwrap_or_default()
}

/// The statement may leave the function, or wait.
fn leaves(it: &Stmt) -> bool {
    struct Leaves(bool);
    impl<'ast> Visit<'ast> for Leaves {
        fn visit_expr_return(&mut self, _: &'ast syn::ExprReturn) {
            self.0 = true;
        }

        fn visit_expr_try(&mut self, _: &'ast syn::ExprTry) {
            self.0 = true;
        }

        fn visit_macro(&mut self, _: &'ast syn::Macro) {
            self.0 = true;
        }

        fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
            self.0 |= it.method.to_string().starts_with("wait");
            visit::visit_expr_method_call(self, it);
        }
    }
    let mut leaves = Leaves(false);
    leaves.visit_stmt(it);
    leaves.0
}

/// What a statement sets.
fn set(it: &Stmt) -> Option<(Spot, String, String)> {
    let Stmt::Expr(Expr::Assign(it), _) = it else {
        return None;
    };
    let value = match &*it.right {
        Expr::Lit(value) => format!(" to `{}`", value.to_token_stream()),
        _ => String::new(),
    };
    match &*it.left {
        Expr::Field(field) => match &field.member {
            Member::Named(name) => Some((Spot::of(name), name.to_string(), value)),
            Member::Unnamed(_) => None,
        },
        left @ Expr::Unary(_) => Some((Spot::of(&it.eq_token), last_name(left)?, value)),
        _ => None,
    }
}

/// The fields that are looked at in the function of this name, and what a lock holds.
pub(in super::super) fn looked_at(file: &syn::File, name: Spot) -> BTreeSet<String> {
    struct Looks(BTreeSet<String>);
    impl<'ast> Visit<'ast> for Looks {
        fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
            self.visit_expr(&it.right);
        }

        fn visit_expr_field(&mut self, it: &'ast syn::ExprField) {
            if let Member::Named(name) = &it.member {
                self.0.insert(name.to_string());
            }
            visit::visit_expr_field(self, it);
        }
    }
    let found = in_function(file, name, |_, block| {
        let mut looks = Looks(BTreeSet::new());
        looks.visit_block(block);
        looks.0
    });
    found.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{looked_at, set_after};
    use crate::report::names::flow::{Spot, place};

    #[test]
    fn only_what_is_set_on_every_way_counts() {
        let set = |body: &str| {
            let text = format!("fn f() {{\n let mut s = lock();\n{body}\n}}\n");
            let file = syn::parse_file(&text).unwrap();
            let found = set_after(&file, Spot { line: 1, column: 4 }, &place(2, 14));
            let found = found.into_iter().map(|(spot, name, _)| (spot.line, name));
            found.collect::<Vec<_>>()
        };
        let limit = || vec![(3, "limit".to_owned())];
        assert_eq!(set("s.limit = n;"), limit());
        assert_eq!(set("s.limit = n; if a { return; } s.inside = 1;"), limit());
        assert_eq!(set("if a { s.limit = n; } s.inside += 1;"), []);
        let text = "fn f() {\n *self.free.lock().unwrap() = 2;\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = set_after(&file, Spot { line: 1, column: 4 }, &place(2, 13));
        assert_eq!((&*found[0].1, &*found[0].2), ("free", " to `2`"));
    }

    #[test]
    fn what_is_only_set_is_not_looked_at() {
        let text = "fn f() {\n s.limit = 2;\n while s.inside > 1 {}\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = looked_at(&file, Spot { line: 1, column: 4 });
        assert!(found.contains("inside") && !found.contains("limit"));
    }
}
