//! Parameters that are asserted something of, and used for nothing else.

use super::flow::{Spot, in_function};
use crate::walk::Visit;
use syn::{FnArg, Pat};

/// Those of the function of this name, each with the line where it is asserted.
pub(in super::super) fn only_checked(file: &syn::File, name: Spot) -> Vec<(Spot, String, u32)> {
    let found = in_function(file, name, |signature, block| {
        let named = signature.inputs.iter().filter_map(|it| match it {
            FnArg::Typed(it) => match &*it.pat {
                Pat::Ident(pat) => Some(&pat.ident),
                _ => None,
            },
            FnArg::Receiver(_) => None,
        });
        let checked = named.filter_map(|it| {
            let mut uses = Uses {
                name: it,
                asserted: None,
                is_used: false,
            };
            uses.visit_block(block);
            let line = uses.asserted.filter(|_| !uses.is_used)?;
            Some((Spot::of(it), it.to_string(), line))
        });
        checked.collect()
    });
    found.unwrap_or_default()
}

/// Where a name is used.
struct Uses<'n> {
    name: &'n syn::Ident,
    asserted: Option<u32>,
    is_used: bool,
}

impl<'ast> Visit<'ast> for Uses<'_> {
    fn visit_ident(&mut self, it: &'ast syn::Ident) {
        self.is_used |= it == self.name;
    }

    fn visit_macro(&mut self, it: &'ast syn::Macro) {
        let name = self.name.to_string();
        let tokens = it.tokens.to_string();
        let mut words = tokens.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        if !words.any(|word| word == name) {
            return;
        }
        let asserts = |it: &syn::PathSegment| it.ident.to_string().contains("assert");
        if it.path.segments.last().is_some_and(asserts) {
            self.asserted = Some(Spot::of(&it.path).line);
        } else {
            self.is_used = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::only_checked;
    use crate::report::names::flow::Spot;

    #[test]
    fn what_is_asserted_and_used_for_nothing_else_is_found() {
        let found = |body: &str| {
            let text = format!("fn f(&self, max: usize) {{\n assert!(max > 0);\n {body}\n}}\n");
            let file = syn::parse_file(&text).unwrap();
            let found = only_checked(&file, Spot { line: 1, column: 4 });
            found
                .into_iter()
                .map(|(_, name, line)| (name, line))
                .collect::<Vec<_>>()
        };
        assert_eq!(found("self.all()"), [("max".to_owned(), 2)]);
        assert_eq!(found("self.some(max)"), []);
        assert_eq!(found("vec![0; max]"), []);
    }
}
