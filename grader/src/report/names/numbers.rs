//! Where the source takes the next number.

use super::{At, at, covers};
use crate::walk::{self as visit, Visit};
use syn::{Pat, Stmt};
use wire::Place;

/// The place is a `fetch_add`, and something is done with what it gives.
pub(in super::super) fn takes_one(file: &syn::File, place: &Place) -> bool {
    struct Takes {
        at: At,
        found: bool,
    }
    impl<'ast> Visit<'ast> for Takes {
        fn visit_stmt(&mut self, it: &'ast Stmt) {
            let is_idle = match it {
                Stmt::Expr(syn::Expr::MethodCall(call), Some(_)) => covers(&call.method, self.at),
                Stmt::Local(local) => matches!(local.pat, Pat::Wild(_)) && covers(local, self.at),
                _ => false,
            };
            if !is_idle {
                visit::visit_stmt(self, it);
            }
        }

        fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
            self.found |= it.method == "fetch_add" && covers(&it.method, self.at);
            visit::visit_expr_method_call(self, it);
        }
    }
    let Some(at) = at(place) else {
        return false;
    };
    let mut takes = Takes { at, found: false };
    takes.visit_file(file);
    takes.found
}

#[cfg(test)]
mod tests {
    use super::takes_one;
    use wire::Place;

    #[test]
    fn a_number_that_nobody_looks_at_is_only_counted() {
        let text = "fn f() {\n let n = next.fetch_add(1, SeqCst);\n next.fetch_add(1, SeqCst);\n \
                    next.swap(1);\n let _ = next.fetch_add(1, SeqCst);\n}\n";
        let file = syn::parse_file(text).unwrap();
        let takes = |line, column| {
            let file_name = "src/lib.rs".to_owned();
            let place = Place {
                file: file_name,
                line,
                column,
            };
            takes_one(&file, &place)
        };
        assert!(takes(2, 15));
        assert!(!takes(3, 7));
        assert!(!takes(4, 7));
        assert!(!takes(5, 15));
    }
}
