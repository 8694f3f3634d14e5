//! What a condition asks for.

use super::flow::Spot;
use crate::walk::{self as visit, Visit};
use syn::{Expr, Member};

/// The fields that the expression at a spot reads, each once, in their order.
pub(in super::super) fn fields(file: &syn::File, spot: Spot) -> Vec<String> {
    struct At {
        spot: Spot,
        found: Option<Vec<String>>,
    }
    impl<'ast> Visit<'ast> for At {
        fn visit_expr(&mut self, it: &'ast Expr) {
            if self.found.is_none() && Spot::of(it) == self.spot {
                let mut fields = Fields(Vec::new());
                fields.visit_expr(it);
                self.found = Some(fields.0);
            }
            visit::visit_expr(self, it);
        }
    }
    let mut at = At { spot, found: None };
    at.visit_file(file);
    at.found.unwrap_or_default()
}

struct Fields(Vec<String>);

impl<'ast> Visit<'ast> for Fields {
    fn visit_expr(&mut self, it: &'ast Expr) {
        visit::visit_expr(self, it);
        if let Expr::Field(field) = it
            && let Member::Named(name) = &field.member
        {
            let name = name.to_string();
            // Of `self.shared.limit`, the last says what is asked for.
            if let Expr::Field(base) = &*field.base
                && let Member::Named(base) = &base.member
            {
                self.0.retain(|it| base != it);
            }
            if !self.0.contains(&name) {
                self.0.push(name);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::fields;
    use crate::report::names::flow::Spot;

    #[test]
    fn a_condition_asks_for_fields() {
        let text = "fn f() {\nwhile s.closed || s.line.front() != Some(&t) || s.line.len() > s.own.max {\n s = \
                    c.wait(s);\n}\n}\n";
        let file = syn::parse_file(text).unwrap();
        let spot = Spot { line: 2, column: 7 };
        assert_eq!(fields(&file, spot), ["closed", "line", "max"]);
        assert!(fields(&file, Spot { line: 1, column: 1 }).is_empty());
    }
}
