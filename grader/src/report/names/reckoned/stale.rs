//! Fields that depend on the time, and have to be brought up to date before they are read.

use super::{Since, member, moments};
use crate::{
    report::names::{
        flow::{Spot, in_function},
        written::changes,
    },
    walk::{self as visit, Visit},
};
use std::collections::BTreeSet;
use syn::{Expr, FnArg};

/// The fields that the method of this name changes by the time that has passed: it is given a moment.
pub(in super::super::super) fn brought_up(file: &syn::File, name: Spot) -> BTreeSet<String> {
    let found = in_function(file, name, |signature, block| {
        let is_method = matches!(signature.inputs.first(), Some(FnArg::Receiver(_)));
        let mut since = Since {
            moments: moments(signature, block),
            fields: BTreeSet::new(),
        };
        since.visit_block(block);
        let mut fields = Fields::default();
        fields.visit_block(block);
        if is_method && !since.fields.is_empty() {
            fields.written
        } else {
            BTreeSet::new()
        }
    });
    found.unwrap_or_default()
}

/// Where the function of this name reads a field first, if it does not reckon with the time itself.
pub(in super::super::super) fn read_first(
    file: &syn::File,
    name: Spot,
    field: &str,
) -> Option<Spot> {
    let found = in_function(file, name, |_, block| {
        let mut fields = Fields::default();
        fields.visit_block(block);
        let mut read = fields.read.into_iter();
        read.find(|(_, name)| name == field && !fields.reckons)
    });
    found.flatten().map(|(spot, _)| spot)
}

/// The function of this name reads a field.
pub(in super::super::super) fn reads(file: &syn::File, name: Spot, field: &str) -> bool {
    let found = in_function(file, name, |_, block| {
        let mut fields = Fields::default();
        fields.visit_block(block);
        fields.read.iter().any(|(_, name)| name == field)
    });
    found == Some(true)
}

/// Only one type of a file has a field of this name.
pub(in super::super::super) fn is_of_one(file: &syn::File, field: &str) -> bool {
    struct Declared<'n>(&'n str, usize);
    impl<'ast> Visit<'ast> for Declared<'_> {
        fn visit_field(&mut self, it: &'ast syn::Field) {
            self.1 += usize::from(it.ident.as_ref().is_some_and(|name| name == self.0));
        }
    }
    let mut declared = Declared(field, 0);
    declared.visit_file(file);
    declared.1 == 1
}

#[derive(Default)]
struct Fields {
    written: BTreeSet<String>,
    read: Vec<(Spot, String)>,
    /// Something is subtracted, or the time is asked that has passed.
    reckons: bool,
}

impl Fields {
    fn changed(&mut self, left: &Expr) {
        self.written.extend(member(left).map(ToString::to_string));
    }
}

impl<'ast> Visit<'ast> for Fields {
    fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
        self.changed(&it.left);
        self.visit_expr(&it.right);
    }

    fn visit_expr_binary(&mut self, it: &'ast syn::ExprBinary) {
        self.reckons |= matches!(it.op, syn::BinOp::Sub(_));
        if changes(&it.op) {
            self.changed(&it.left);
            self.visit_expr(&it.right);
        } else {
            visit::visit_expr_binary(self, it);
        }
    }

    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        let name = it.method.to_string();
        let asks = ["elapsed", "since", "sub"];
        self.reckons |= asks.iter().any(|it| name.contains(it));
        visit::visit_expr_method_call(self, it);
    }

    fn visit_expr(&mut self, it: &'ast Expr) {
        if let Some(name) = member(it).filter(|_| matches!(it, Expr::Field(_))) {
            self.read.push((Spot::of(name), name.to_string()));
        }
        visit::visit_expr(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::{brought_up, is_of_one, read_first};
    use crate::report::names::flow::Spot;

    const TEXT: &str = "impl L {\nfn refill(&mut self, now: Instant) {\n let come = now.duration_since(self.since);\n \
                        self.left -= come;\n}\nfn note(&mut self, now: Instant) {\n self.left = 1;\n self.since = now;\n}\n\
                        fn idle(&self) -> usize {\n self.all.retain(|it| it.left > 0);\n}\n\
                        fn own(&self) -> bool {\n self.left > self.since.elapsed()\n}\n}\nstruct L { left: u32 }\n";

    #[test]
    fn a_field_that_depends_on_the_time_is_known_by_what_changes_it() {
        let file = syn::parse_file(TEXT).unwrap();
        let name = |line| Spot { line, column: 4 };
        let fields: Vec<String> = brought_up(&file, name(2)).into_iter().collect();
        assert_eq!(fields, ["left"]);
        assert!(brought_up(&file, name(6)).is_empty());
        let read = |line| read_first(&file, name(line), "left").map(|it| it.line);
        assert_eq!(read(10), Some(11));
        assert_eq!(read(13), None);
        assert!(is_of_one(&file, "left") && !is_of_one(&file, "since"));
    }
}
