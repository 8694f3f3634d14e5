//! What a way out is decided by.

use super::{At, at, covers, flow::Spot};
use crate::walk::{self as visit, Visit};
use wire::Place;

/// The innermost `match`, `if` or `let … else` around a way out does not stand around a look: the look did not decide it.
pub(in super::super) fn is_elsewhere(file: &syn::File, exit: Spot, look: &Place) -> bool {
    struct Around {
        exit: At,
        look: At,
        found: Option<bool>,
    }
    impl Around {
        fn take(&mut self, node: &impl syn::spanned::Spanned) {
            if covers(node, self.exit) {
                self.found = Some(!covers(node, self.look));
            }
        }
    }
    impl<'ast> Visit<'ast> for Around {
        fn visit_expr_match(&mut self, it: &'ast syn::ExprMatch) {
            self.take(it);
            visit::visit_expr_match(self, it);
        }

        fn visit_expr_if(&mut self, it: &'ast syn::ExprIf) {
            self.take(it);
            visit::visit_expr_if(self, it);
        }

        fn visit_local(&mut self, it: &'ast syn::Local) {
            let diverges = it.init.as_ref().is_some_and(|it| it.diverge.is_some());
            if diverges {
                self.take(it);
            }
            visit::visit_local(self, it);
        }
    }
    let Some((exit, look)) = at(&exit.within("")).zip(at(look)) else {
        return false;
    };
    let mut around = Around {
        exit,
        look,
        found: None,
    };
    around.visit_file(file);
    around.found == Some(true)
}

#[cfg(test)]
mod tests {
    use super::is_elsewhere;
    use crate::report::names::flow::{Spot, place};

    #[test]
    fn a_look_decides_only_what_stands_with_it() {
        let text = "fn f() {\n match rx.try_recv() { Ok(it) => it, Err(_) => return }\n match first {\n  \
                    None if !wait => return,\n  _ => {}\n }\n let Ok(it) = rx.try_recv() else { return };\n}\n";
        let file = syn::parse_file(text).unwrap();
        let exit = |line, column| Spot { line, column };
        assert!(!is_elsewhere(&file, exit(2, 49), &place(2, 11)));
        assert!(is_elsewhere(&file, exit(4, 20), &place(2, 11)));
        assert!(!is_elsewhere(&file, exit(7, 35), &place(7, 18)));
        assert!(is_elsewhere(&file, exit(4, 20), &place(7, 18)));
        // A `let` without a way out of its own decides nothing.
        let text = "fn f() {\n if a {\n  rx.try_recv();\n  let b = { return };\n }\n}\n";
        let file = syn::parse_file(text).unwrap();
        assert!(!is_elsewhere(&file, exit(4, 13), &place(3, 6)));
    }
}
