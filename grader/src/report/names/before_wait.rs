//! What is computed before a wait, and filled in after it.

use super::{At, at, covers, flow::Spot, last_name};
use crate::walk::{self as visit, Visit};
use syn::{Block, Expr, Pat};
use wire::Place;

/// Where the variable is computed with which the field at a place is filled in, if the same block waits in between: with
/// its name and the line of the wait.
pub(in super::super) fn before_wait(
    file: &syn::File,
    place: &Place,
) -> Option<(Spot, String, u32)> {
    let mut fills = Fills(at(place)?, None);
    fills.visit_file(file);
    let name = fills.1?;
    let mut blocks = Blocks {
        at: fills.0,
        name: &name,
        found: None,
    };
    blocks.visit_file(file);
    let (spot, line) = blocks.found?;
    Some((spot, name, line))
}

/// The variable with which the field at a place is filled in.
struct Fills(At, Option<String>);

impl<'ast> Visit<'ast> for Fills {
    fn visit_field_value(&mut self, it: &'ast syn::FieldValue) {
        if covers(&it.member, self.0) && matches!(it.expr, Expr::Path(_)) {
            self.1 = last_name(&it.expr);
        }
        visit::visit_field_value(self, it);
    }
}

/// The innermost block that binds it, and waits before a place.
struct Blocks<'n> {
    at: At,
    name: &'n str,
    found: Option<(Spot, u32)>,
}

impl<'ast> Visit<'ast> for Blocks<'_> {
    fn visit_block(&mut self, it: &'ast Block) {
        let mut bound = None;
        if covers(it, self.at) {
            for stmt in it.stmts.iter().take_while(|it| !covers(*it, self.at)) {
                let mut waits = Waits(None);
                waits.visit_stmt(stmt);
                if let syn::Stmt::Local(local) = stmt
                    && let Pat::Ident(pat) = &local.pat
                    && pat.ident == self.name
                {
                    let is_made = local.init.as_ref();
                    let is_made = is_made.is_some_and(|it| !matches!(*it.expr, Expr::Lit(_)));
                    bound = (is_made && pat.mutability.is_none()).then(|| Spot::of(&pat.ident));
                    self.found = None;
                } else if let (Some(spot), Some(line), None) = (bound, waits.0, self.found) {
                    self.found = Some((spot, line));
                }
            }
        }
        visit::visit_block(self, it);
    }
}

/// The line of a wait.
struct Waits(Option<u32>);

impl<'ast> Visit<'ast> for Waits {
    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        let method = it.method.to_string();
        if method.starts_with("wait") || method == "recv" || method == "recv_timeout" {
            self.0 = Some(Spot::of(&it.method).line);
        }
        visit::visit_expr_method_call(self, it);
    }

    fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}
}

#[cfg(test)]
mod tests {
    use super::before_wait;
    use crate::report::names::flow::place;

    #[test]
    fn what_is_computed_before_a_wait_is_found_from_where_it_is_filled_in() {
        let found = |before: &str, after: &str| {
            let text = format!(
                "fn f() -> S {{\n {before}\n let w = r.recv_timeout(g);\n {after}\n S {{\n left: n,\n }}\n}}\n"
            );
            let file = syn::parse_file(&text).unwrap();
            before_wait(&file, &place(6, 2)).map(|(spot, name, line)| (spot.line, name, line))
        };
        let counted = "let n = all - done();";
        assert_eq!(found(counted, ""), Some((2, "n".to_owned(), 3)));
        assert_eq!(found("", counted), None);
        assert_eq!(found(counted, counted), None, "computed anew");
        assert_eq!(found("let n = 3;", ""), None);
    }
}
