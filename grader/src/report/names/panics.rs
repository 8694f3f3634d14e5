//! Where the source asks whether its thread panics, and where it panics if a result is none.

use super::{
    last_segment,
    written::{Written, is_test, written},
};
use crate::walk::{self as visit, Visit};
use syn::Expr;

/// Calls of `thread::panicking()`.
pub(in super::super) fn asked(file: &syn::File) -> Vec<Written> {
    all(file).asked
}

/// Calls of `unwrap` and `expect`, but for those on a lock; and macros that panic, `assert!` among them.
pub(in super::super) fn unwrapped(file: &syn::File) -> Vec<Written> {
    all(file).unwrapped
}

fn all(file: &syn::File) -> Panics {
    let mut panics = Panics::default();
    panics.visit_file(file);
    panics
}

#[derive(Default)]
struct Panics {
    asked: Vec<Written>,
    unwrapped: Vec<Written>,
}

impl<'ast> Visit<'ast> for Panics {
    fn visit_item_mod(&mut self, it: &'ast syn::ItemMod) {
        if !is_test(&it.attrs) {
            visit::visit_item_mod(self, it);
        }
    }

    fn visit_expr_call(&mut self, it: &'ast syn::ExprCall) {
        if let Some(name) = last_segment(&it.func)
            && name == "panicking"
        {
            self.asked.push(written(name, false));
        }
        visit::visit_expr_call(self, it);
    }

    fn visit_macro(&mut self, it: &'ast syn::Macro) {
        let panics = ["panic", "assert", "assert_eq", "assert_ne", "unreachable"];
        if panics.iter().any(|name| it.path.is_ident(name)) {
            self.unwrapped.push(written(&it.path, false));
        }
    }

    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        let locks = ["lock", "read", "write", "wait", "wait_while"];
        let is_lock = matches!(&*it.receiver, Expr::MethodCall(inner)
            if locks.iter().any(|name| inner.method == name));
        if (it.method == "unwrap" || it.method == "expect") && !is_lock {
            self.unwrapped.push(written(&it.method, false));
        }
        visit::visit_expr_method_call(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::{Written, asked, unwrapped};

    #[test]
    fn panics_are_found_where_they_are_asked_for_and_brought_about() {
        let text = "impl Drop for S {\n fn drop(&mut self) {\n  if thread::panicking() { return; }\n  assert!(self.n > 0);\n  \
                    self.m.lock().unwrap().n -= 1;\n  self.t.take().unwrap().join().expect(\"x\");\n }\n}\n\
                    #[cfg(test)] mod tests { fn f() { g().unwrap(); } }\n";
        let file = syn::parse_file(text).unwrap();
        let lines = |found: Vec<Written>| found.iter().map(|it| it.line).collect::<Vec<_>>();
        assert_eq!(lines(asked(&file)), [3]);
        assert_eq!(lines(unwrapped(&file)), [4, 6, 6]);
    }
}
