//! Values that are dropped as soon as they are made, though their type does something when it is dropped.

use super::flow::{Lines, Spot};
use crate::walk::{self as visit, Visit};
use std::collections::BTreeSet;
use syn::{Expr, Pat};

/// Where in these lines `let _ =` drops at once what is made right there, of a type for which the file implements `Drop`:
/// the place, and the type.
pub(in super::super) fn dropped_at_once(file: &syn::File, lines: Lines) -> Vec<(Spot, String)> {
    let mut dropped = Dropped {
        lines,
        types: types(file),
        found: Vec::new(),
    };
    dropped.visit_file(file);
    dropped.found
}

/// The types for which the file implements `Drop`.
fn types(file: &syn::File) -> BTreeSet<String> {
    struct Types(BTreeSet<String>);
    impl<'ast> Visit<'ast> for Types {
        fn visit_item_impl(&mut self, it: &'ast syn::ItemImpl) {
            let of = it
                .trait_
                .as_ref()
                .and_then(|(_, path, _)| path.segments.last());
            if of.is_some_and(|it| it.ident == "Drop")
                && let syn::Type::Path(path) = &*it.self_ty
                && let Some(name) = path.path.segments.last()
            {
                self.0.insert(name.ident.to_string());
            }
        }
    }
    let mut types = Types(BTreeSet::new());
    types.visit_file(file);
    types.0
}

struct Dropped {
    lines: Lines,
    types: BTreeSet<String>,
    found: Vec<(Spot, String)>,
}

impl<'ast> Visit<'ast> for Dropped {
    fn visit_local(&mut self, it: &'ast syn::Local) {
        visit::visit_local(self, it);
        let Some(init) = it.init.as_ref().filter(|_| matches!(it.pat, Pat::Wild(_))) else {
            return;
        };
        // What a function gives may be kept elsewhere as well: only what is put together here is known to be one.
        let made = match &*init.expr {
            Expr::Call(call) => match &*call.func {
                Expr::Path(path) => path.path.get_ident().map(ToString::to_string),
                _ => None,
            },
            Expr::Struct(it) => it.path.segments.last().map(|it| it.ident.to_string()),
            _ => None,
        };
        let spot = Spot::of(it);
        if let Some(name) = made.filter(|name| self.types.contains(name))
            && (self.lines.0..=self.lines.1).contains(&spot.line)
        {
            self.found.push((spot, name));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::dropped_at_once;

    #[test]
    fn what_is_made_for_nobody_is_dropped_at_once() {
        let text = "impl Drop for Slot<'_> { fn drop(&mut self) {} }\nfn f() {\n let _ = Slot(&a);\n \
                    let _slot = Slot(&a);\n let _ = Other(&a);\n let _ = Slot { a };\n let _ = slot(&a);\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = |lines| {
            let found = dropped_at_once(&file, lines).into_iter();
            found.map(|(spot, _)| spot.line).collect::<Vec<_>>()
        };
        assert_eq!(found((2, 8)), [3, 6]);
        assert!(found((4, 5)).is_empty());
    }
}
