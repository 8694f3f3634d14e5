//! Through which functions a value can come out of which only the caller knows the type.

use super::written::{Written, is_test, written};
use crate::walk::{self as visit, Visit};
use std::collections::BTreeSet;
use syn::{
    FnArg, GenericParam, Generics, ReturnType, Signature, Type, TypeParamBound, Visibility,
    WherePredicate,
};

/// Bounds by which a value can be kept and looked at, and nothing is called with it.
const PLAIN: [&str; 12] = [
    "Any",
    "Send",
    "Sync",
    "Sized",
    "Clone",
    "Copy",
    "Debug",
    "Eq",
    "PartialEq",
    "Ord",
    "PartialOrd",
    "Hash",
];

/// The names of all functions that can give, or hand to somebody's function, such a value. More than there are, where
/// the source does not tell.
pub(in super::super) fn outlets(file: &syn::File) -> Vec<Written> {
    let mut outlets = Outlets::default();
    outlets.visit_file(file);
    outlets.found
}

#[derive(Default)]
struct Outlets {
    /// The type parameters of the `impl` around.
    around: BTreeSet<String>,
    /// Around is the implementation of a trait.
    is_traits: bool,
    found: Vec<Written>,
}

impl Outlets {
    fn function(&mut self, visibility: &Visibility, signature: &Signature) {
        if !self.is_traits && !matches!(visibility, Visibility::Public(_)) {
            return;
        }
        let mut own = parameters(&signature.generics);
        own.extend(self.around.iter().cloned());
        let output = match &signature.output {
            ReturnType::Default => false,
            ReturnType::Type(_, output) => mentions(output, &own, !self.around.is_empty()),
        };
        let input = |it: &FnArg| match it {
            FnArg::Receiver(_) => false,
            FnArg::Typed(it) => !is_bare(&it.ty, &own) && mentions(&it.ty, &own, false),
        };
        if output || signature.inputs.iter().any(input) || !is_plain(&signature.generics) {
            self.found.push(written(&signature.ident, false));
        }
    }
}

impl<'ast> Visit<'ast> for Outlets {
    fn visit_item_mod(&mut self, it: &'ast syn::ItemMod) {
        if !is_test(&it.attrs) {
            visit::visit_item_mod(self, it);
        }
    }

    fn visit_item_fn(&mut self, it: &'ast syn::ItemFn) {
        self.function(&it.vis, &it.sig);
    }

    fn visit_item_impl(&mut self, it: &'ast syn::ItemImpl) {
        self.around = parameters(&it.generics);
        self.is_traits = it.trait_.is_some();
        visit::visit_item_impl(self, it);
        self.around.clear();
        self.is_traits = false;
    }

    fn visit_impl_item_fn(&mut self, it: &'ast syn::ImplItemFn) {
        self.function(&it.vis, &it.sig);
    }

    fn visit_item_trait(&mut self, it: &'ast syn::ItemTrait) {
        self.found.push(written(&it.ident, false));
    }

    fn visit_item_type(&mut self, it: &'ast syn::ItemType) {
        if mentions(&it.ty, &BTreeSet::new(), false) {
            self.found.push(written(&it.ident, false));
        }
    }

    fn visit_field(&mut self, it: &'ast syn::Field) {
        let is_open = matches!(it.vis, Visibility::Public(_));
        if is_open && mentions(&it.ty, &BTreeSet::new(), false) {
            self.found.push(written(it, false));
        }
    }

    fn visit_variant(&mut self, it: &'ast syn::Variant) {
        let mut fields = it.fields.iter();
        if fields.any(|field| mentions(&field.ty, &BTreeSet::new(), false)) {
            self.found.push(written(&it.ident, false));
        }
    }
}

/// The names of the type parameters.
fn parameters(generics: &Generics) -> BTreeSet<String> {
    let types = generics.type_params();
    types.map(|it| it.ident.to_string()).collect()
}

/// Nothing is called with what the parameters stand for.
fn is_plain(generics: &Generics) -> bool {
    let plain = |bound: &TypeParamBound| match bound {
        TypeParamBound::Trait(it) => {
            let last = it.path.segments.last();
            last.is_some_and(|it| PLAIN.iter().any(|name| it.ident == name))
        }
        _ => true,
    };
    let mut own = generics.params.iter();
    let own = own.all(|it| match it {
        GenericParam::Type(it) => it.bounds.iter().all(plain),
        _ => true,
    });
    let clauses = generics.where_clause.iter();
    let mut clauses = clauses.flat_map(|it| &it.predicates);
    own && clauses.all(|it| match it {
        WherePredicate::Type(it) => it.bounds.iter().all(plain),
        _ => true,
    })
}

/// The type is one of the parameters itself.
fn is_bare(ty: &Type, parameters: &BTreeSet<String>) -> bool {
    let Type::Path(path) = ty else { return false };
    let name = path.path.get_ident();
    name.is_some_and(|name| parameters.contains(&name.to_string()))
}

/// The type mentions one of the parameters, or hides what it is; or `Self`, if that has parameters.
fn mentions(ty: &Type, parameters: &BTreeSet<String>, in_self: bool) -> bool {
    struct Mentions<'p> {
        parameters: &'p BTreeSet<String>,
        in_self: bool,
        found: bool,
    }
    impl<'ast> Visit<'ast> for Mentions<'_> {
        fn visit_ident(&mut self, it: &'ast syn::Ident) {
            self.found |= self.parameters.contains(&it.to_string()) || self.in_self && it == "Self";
        }

        fn visit_type_impl_trait(&mut self, _: &'ast syn::TypeImplTrait) {
            self.found = true;
        }

        fn visit_type_trait_object(&mut self, _: &'ast syn::TypeTraitObject) {
            self.found = true;
        }
    }
    let mut mentions = Mentions {
        parameters,
        in_self,
        found: false,
    };
    mentions.visit_type(ty);
    mentions.found
}

#[cfg(test)]
mod tests {
    use super::outlets;

    #[test]
    fn only_what_can_give_a_value_of_an_unknown_type_is_found() {
        let text = "pub fn keep<T: Any>(v: T) -> C { C }\npub fn value<T>(c: &C) -> Option<&T> { None }\n\
                    fn hidden<T>(c: &C) -> T { c.t() }\npub fn each<F: Fn(C)>(f: F) {}\n\
                    pub fn names() -> Receiver<String> { r }\npub fn any(b: &Box<dyn Any>) {}\n\
                    impl<T> S<T> {\n pub fn new() -> Self { S }\n pub fn put(&self, v: T) {}\n}\n\
                    impl Drop for C {\n fn drop(&mut self) {}\n}\n\
                    impl Iterator for C {\n fn next(&mut self) -> Option<C> { None }\n}\n";
        let found = outlets(&syn::parse_file(text).unwrap());
        let lines: Vec<u32> = found.iter().map(|it| it.line).collect();
        assert_eq!(lines, [2, 4, 6, 8]);
    }
}
