//! Where the text of a type is made.

use super::flow::Spot;
use crate::walk::Visit;
use syn::{ImplItem, Type};

/// The `fmt` of an implementation of a trait, such as `Debug`, for a type of this name, if there is one only.
pub(in super::super) fn made_by(file: &syn::File, kind: &str, owner: &str) -> Option<Spot> {
    struct Impls<'n>(&'n str, &'n str, Vec<Spot>);
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
                    self.2.push(Spot::of(&function.sig.ident));
                }
            }
        }
    }
    let mut impls = Impls(kind, owner, Vec::new());
    impls.visit_file(file);
    match impls.2[..] {
        [spot] => Some(spot),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::made_by;

    #[test]
    fn a_text_is_made_in_the_implementation_for_that_type() {
        let text = "impl<R> fmt::Debug for Full<R> {\n fn fmt(&self) {}\n}\nimpl Display for Full {\n fn fmt(&self) {}\n}\n\
                    impl Debug for Other {\n fn fmt(&self) {}\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = |kind, owner| made_by(&file, kind, owner).map(|it| it.line);
        assert_eq!(found("Debug", "Full"), Some(2));
        assert_eq!(found("Display", "Full"), Some(5));
        assert_eq!(found("Display", "Other"), None);
    }
}
