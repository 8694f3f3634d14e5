//! Where the text of a type is made.

use super::{flow::Spot, last_segment};
use crate::walk::Visit;
use syn::{Block, Expr, ImplItem, Lit, Stmt, Type};

/// Where a text is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Text {
    /// The call that writes it, if nothing else is done there, and otherwise the function.
    pub(in super::super) spot: Spot,
    /// The call is given an empty text.
    pub(in super::super) is_empty: bool,
}

/// The `fmt` of an implementation of a trait, such as `Debug`, for a type of this name, if there is one only.
pub(in super::super) fn made_by(file: &syn::File, kind: &str, owner: &str) -> Option<Text> {
    struct Impls<'n>(&'n str, &'n str, Vec<Text>);
    impl<'ast> Visit<'ast> for Impls<'_> {
        fn visit_item_impl(&mut self, it: &'ast syn::ItemImpl) {
            let is_kind = it.trait_.as_ref().is_some_and(|(_, path, _)| {
                path.segments.last().is_some_and(|it| it.ident == self.0)
            });
            let is_owner = matches!(&*it.self_ty, Type::Path(path)
                if path.path.segments.last().is_some_and(|it| it.ident == self.1));
            for item in &it.items {
                if let ImplItem::Fn(function) = item
                    && function.sig.ident == "fmt"
                    && is_kind
                    && is_owner
                {
                    self.2.push(only_call(&function.block).unwrap_or(Text {
                        spot: Spot::of(&function.sig.ident),
                        is_empty: false,
                    }));
                }
            }
        }
    }
    let mut impls = Impls(kind, owner, Vec::new());
    impls.visit_file(file);
    match impls.2[..] {
        [text] => Some(text),
        _ => None,
    }
}

/// The call that is all that a block consists of.
fn only_call(block: &Block) -> Option<Text> {
    let is_empty = |it: &Expr| matches!(it, Expr::Lit(it) if matches!(&it.lit, Lit::Str(text) if text.value().is_empty()));
    let text = |spot, mut given: syn::punctuated::Iter<'_, Expr>| Text {
        spot,
        is_empty: given.next_back().is_some_and(is_empty),
    };
    match &block.stmts[..] {
        [Stmt::Expr(Expr::MethodCall(it), None)] => {
            Some(text(Spot::of(&it.method), it.args.iter()))
        }
        [Stmt::Expr(Expr::Call(it), None)] => {
            Some(text(Spot::of(last_segment(&it.func)?), it.args.iter()))
        }
        [Stmt::Expr(Expr::Macro(it), None)] => Some(Text {
            spot: Spot::of(&it.mac.path),
            is_empty: writes_nothing(&it.mac),
        }),
        [Stmt::Macro(it)] => Some(Text {
            spot: Spot::of(&it.mac.path),
            is_empty: writes_nothing(&it.mac),
        }),
        _ => None,
    }
}

/// `write!(f, "")`
fn writes_nothing(it: &syn::Macro) -> bool {
    let given = it.tokens.to_string();
    given.matches(',').count() == 1 && given.ends_with("\"\"")
}

#[cfg(test)]
mod tests {
    use super::made_by;

    #[test]
    fn a_text_is_made_in_the_implementation_for_that_type() {
        let text = "impl<R> fmt::Debug for Full<R> {\n fn fmt(&self) {}\n}\nimpl Display for Full {\n fn fmt(&self) {}\n}\n\
                    impl Debug for Other {\n fn fmt(&self) {}\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = |kind, owner| made_by(&file, kind, owner).map(|it| it.spot.line);
        assert_eq!(found("Debug", "Full"), Some(2));
        assert_eq!(found("Display", "Full"), Some(5));
        assert_eq!(found("Display", "Other"), None);
    }

    #[test]
    fn a_text_is_made_by_the_only_call_of_that_function() {
        let found = |body: &str| {
            let text = format!(
                "impl Debug for Full {{\n fn fmt(&self, f: &mut F) {{\n  {body}\n }}\n}}\n"
            );
            let text = made_by(&syn::parse_file(&text).unwrap(), "Debug", "Full").unwrap();
            (text.spot.line, text.spot.column, text.is_empty)
        };
        assert_eq!(found("f.write_str(\"\")"), (3, 5, true));
        assert_eq!(found("f.write_str(\"Full\")"), (3, 5, false));
        assert_eq!(found("write!(f, \"\")"), (3, 3, true));
        assert_eq!(found("fmt::Display::fmt(&1, f)"), (3, 17, false));
        assert_eq!(found("f.write_str(\"\")?; Ok(())"), (2, 5, false));
    }
}
