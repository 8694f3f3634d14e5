//! Numbers with a sign from which something is taken off, whatever is there.

use super::{flow::Spot, last_segment, reckoned::member};
use crate::walk::{self as visit, Visit};
use std::collections::BTreeSet;
use syn::{BinOp, Type};

/// Where the function of this name takes a variable off a field with a sign, if nothing in the function bounds that field:
/// the field, and the variable.
pub(in super::super) fn below_zero(
    file: &syn::File,
    function: Spot,
) -> Option<(Spot, String, String)> {
    let mut fields = Signed(BTreeSet::new());
    fields.visit_file(file);
    super::flow::in_function(file, function, |_, block| {
        let mut taken = Taken::default();
        taken.visit_block(block);
        let bounded = taken.bounded;
        let mut all = taken.found.into_iter();
        all.find(|(_, field, off)| {
            let is_free = |name: &String| !bounded.contains(name);
            fields.0.contains(field) && is_free(field) && is_free(off)
        })
    })
    .flatten()
}

/// The fields of numbers with a sign.
struct Signed(BTreeSet<String>);

impl<'ast> Visit<'ast> for Signed {
    fn visit_field(&mut self, it: &'ast syn::Field) {
        const SIGNED: [&str; 5] = ["i16", "i32", "i64", "i128", "isize"];
        if let (Some(name), Type::Path(ty)) = (&it.ident, &it.ty)
            && SIGNED.iter().any(|signed| ty.path.is_ident(signed))
        {
            self.0.insert(name.to_string());
        }
    }
}

/// What is taken off, and what is bounded or looked at.
#[derive(Default)]
struct Taken {
    found: Vec<(Spot, String, String)>,
    bounded: BTreeSet<String>,
}

impl<'ast> Visit<'ast> for Taken {
    fn visit_expr_binary(&mut self, it: &'ast syn::ExprBinary) {
        if let (BinOp::SubAssign(_), Some(field), Some(off)) =
            (&it.op, member(&it.left), last_segment(&it.right))
        {
            let spot = Spot::of(field);
            self.found.push((spot, field.to_string(), off.to_string()));
        } else {
            let compares = matches!(
                it.op,
                BinOp::Lt(_) | BinOp::Le(_) | BinOp::Gt(_) | BinOp::Ge(_)
            );
            let fields = [&it.left, &it.right]
                .into_iter()
                .filter_map(|it| member(it));
            let names = fields.map(ToString::to_string);
            self.bounded.extend(names.filter(|_| compares));
            visit::visit_expr_binary(self, it);
        }
    }

    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        const BOUNDS: [&str; 5] = ["min", "max", "clamp", "saturating_sub", "checked_sub"];
        if BOUNDS.iter().any(|bound| it.method == bound) {
            let mut names = Idents(BTreeSet::new());
            names.visit_expr_method_call(it);
            self.bounded.append(&mut names.0);
        }
        visit::visit_expr_method_call(self, it);
    }

    fn visit_local(&mut self, it: &'ast syn::Local) {
        // What is bounded where it is bound is bounded.
        let mut own = Taken::default();
        if let Some(init) = &it.init {
            own.visit_expr(&init.expr);
        }
        if let (syn::Pat::Ident(pat), false) = (&it.pat, own.bounded.is_empty()) {
            self.bounded.insert(pat.ident.to_string());
        }
        visit::visit_local(self, it);
    }
}

/// All names in an expression.
struct Idents(BTreeSet<String>);

impl<'ast> Visit<'ast> for Idents {
    fn visit_ident(&mut self, it: &'ast syn::Ident) {
        self.0.insert(it.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::{super::flow::Spot, below_zero};

    #[test]
    fn what_nothing_bounds_may_become_less_than_nothing() {
        let found = |ty: &str, body: &str| {
            let text = format!("struct S {{ missing: {ty} }}\nfn f(s: &mut S) {{\n{body}\n}}\n");
            let file = syn::parse_file(&text).unwrap();
            let found = below_zero(&file, Spot { line: 2, column: 4 });
            found.map(|(spot, field, off)| (spot.line, field, off))
        };
        let missing = Some((4, "missing".to_owned(), "come".to_owned()));
        let text = "let come = f(n);\ns.missing -= come;";
        assert_eq!(found("i64", text), missing);
        assert_eq!(found("u64", text), None);
        let bounded = [
            "let come = f(n).min(s.missing);\ns.missing -= come;",
            "s.missing -= come;\ns.missing = s.missing.max(0);",
            "if come <= s.missing {\ns.missing -= come; }",
            "s.missing -= 1;",
        ];
        for text in bounded {
            assert_eq!(found("i64", text), None, "{text}");
        }
    }
}
