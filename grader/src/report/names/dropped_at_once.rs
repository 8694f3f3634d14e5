//! Values that are dropped as soon as they are made, though their type does something when it is dropped.

use super::flow::{Lines, Spot};
use crate::walk::{self as visit, Visit};
use std::collections::{BTreeMap, BTreeSet};
use syn::{Expr, Pat};

/// Where in these lines `let _ =` drops at once what is made right there, of a type for which the file implements `Drop`:
/// the place, and the type.
pub(in super::super) fn dropped_at_once(file: &syn::File, lines: Lines) -> Vec<(Spot, String)> {
    let types = types(file);
    let mut dropped = Dropped {
        lines,
        makers: Makers::of(file, &types),
        types,
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
    makers: Makers,
    found: Vec<(Spot, String)>,
}

impl<'ast> Visit<'ast> for Dropped {
    fn visit_local(&mut self, it: &'ast syn::Local) {
        visit::visit_local(self, it);
        let Some(init) = it.init.as_ref().filter(|_| matches!(it.pat, Pat::Wild(_))) else {
            return;
        };
        let made = match &*init.expr {
            Expr::Call(call) => match &*call.func {
                Expr::Path(path) => path.path.get_ident().map(ToString::to_string),
                _ => None,
            },
            Expr::MethodCall(it) => self.makers.gives(it),
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

/// Methods of the file that give such a value, or may, and what they give.
struct Makers(BTreeMap<String, Option<String>>);

impl Makers {
    fn of(file: &syn::File, types: &BTreeSet<String>) -> Makers {
        struct Methods<'t> {
            types: &'t BTreeSet<String>,
            found: Makers,
        }
        impl<'ast> Visit<'ast> for Methods<'_> {
            fn visit_signature(&mut self, it: &'ast syn::Signature) {
                let made = match &it.output {
                    syn::ReturnType::Type(_, made) => owned(made, self.types),
                    syn::ReturnType::Default => None,
                };
                let all = &mut self.found.0;
                // Which of several of that name is meant cannot be seen.
                let only = all.entry(it.ident.to_string()).or_insert(made.clone());
                if *only != made {
                    *only = None;
                }
            }
        }
        let found = Makers(BTreeMap::new());
        let mut methods = Methods { types, found };
        methods.visit_file(file);
        methods.found
    }

    fn gives(&self, call: &syn::ExprMethodCall) -> Option<String> {
        self.0.get(&call.method.to_string()).cloned().flatten()
    }
}

/// Which of these types a type is, or holds as an option or a result.
fn owned(it: &syn::Type, types: &BTreeSet<String>) -> Option<String> {
    let syn::Type::Path(path) = it else {
        return None;
    };
    let last = path.path.segments.last()?;
    if (last.ident == "Result" || last.ident == "Option")
        && let syn::PathArguments::AngleBracketed(arguments) = &last.arguments
        && let Some(syn::GenericArgument::Type(first)) = arguments.args.first()
    {
        return owned(first, types);
    }
    Some(last.ident.to_string()).filter(|name| types.contains(name))
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
        let text = format!(
            "{text}impl S {{\n fn get(&self) -> Result<Slot<'_>, E> {{ todo!() }}\n fn lend(&self) -> &Slot<'_> {{ &self.s \
             }}\n}}\nfn g() {{\n let _ = s.get();\n let _ = s.lend();\n}}\n"
        );
        let file = syn::parse_file(&text).unwrap();
        let found: Vec<_> = dropped_at_once(&file, (9, 20)).into_iter().collect();
        let lines: Vec<u32> = found.iter().map(|(spot, _)| spot.line).collect();
        assert_eq!(lines, [14]);
    }
}
