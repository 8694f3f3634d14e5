//! The call that chooses one of several.

use super::flow::Spot;
use crate::walk::{self as visit, Visit};
use syn::{Expr, Pat};

/// What chooses one of several, or puts them in order.
const CHOOSES: [&str; 11] = [
    "min",
    "max",
    "min_by_key",
    "max_by_key",
    "min_by",
    "max_by",
    "find",
    "find_map",
    "position",
    "rev",
    "last",
];

/// The last call that does, in the chain to which the name at a spot is bound.
pub(in super::super) fn chooser(file: &syn::File, name: Spot) -> Option<Spot> {
    struct Bindings {
        name: Spot,
        found: Option<Spot>,
    }
    impl<'ast> Visit<'ast> for Bindings {
        fn visit_local(&mut self, it: &'ast syn::Local) {
            if let Pat::Ident(pat) = &it.pat
                && Spot::of(pat) == self.name
                && let Some(init) = &it.init
            {
                self.found = last_choice(&init.expr);
            }
            visit::visit_local(self, it);
        }
    }
    let mut bindings = Bindings { name, found: None };
    bindings.visit_file(file);
    bindings.found
}

fn last_choice(expr: &Expr) -> Option<Spot> {
    match expr {
        Expr::MethodCall(it) if CHOOSES.iter().any(|name| it.method == name) => {
            Some(Spot::of(&it.method))
        }
        Expr::MethodCall(it) => last_choice(&it.receiver),
        Expr::Try(it) => last_choice(&it.expr),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::chooser;
    use crate::report::names::flow::Spot;

    #[test]
    fn the_last_call_that_chooses_is_found() {
        let text = "fn f() {\n let first = heads\n  .filter(|it| it.max())\n  .min_by_key(|it| -it)\n  \
                    .map(|it| it + 1);\n let other = heads.next();\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = |line| chooser(&file, Spot { line, column: 6 }).map(|spot| spot.line);
        assert_eq!(found(2), Some(4));
        assert_eq!(found(6), None);
    }
}
