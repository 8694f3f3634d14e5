//! Waits for a turn: for a field to become what a variable is.

use super::{At, at, covers, flow::Spot, last_name};
use crate::walk::{self as visit, Visit};
use syn::{BinOp, Expr, Lit, Member};
use wire::Place;

/// The field that the wait on a condition variable at a place waits for to become what a variable is, and where that field
/// goes on by one, if that is one place only.
pub(in super::super) fn awaited(file: &syn::File, wait: &Place) -> Option<(String, Spot)> {
    let mut waits = Waits {
        at: at(wait)?,
        found: None,
    };
    waits.visit_file(file);
    let name = waits.found?;
    let mut steps = Steps {
        name: &name,
        found: Vec::new(),
    };
    steps.visit_file(file);
    let [spot] = steps.found[..] else {
        return None;
    };
    Some((name, spot))
}

struct Waits {
    at: At,
    found: Option<String>,
}

impl<'ast> Visit<'ast> for Waits {
    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        if it.method == "wait_while"
            && covers(&it.method, self.at)
            && let Some(Expr::Closure(closure)) = it.args.last()
        {
            self.found = differs(&closure.body);
        }
        visit::visit_expr_method_call(self, it);
    }

    fn visit_expr_while(&mut self, it: &'ast syn::ExprWhile) {
        if covers(&it.body, self.at) {
            self.found = differs(&it.cond);
        }
        visit::visit_expr_while(self, it);
    }
}

/// The field that is not what a variable is, if the condition asks nothing else.
fn differs(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Paren(it) => differs(&it.expr),
        Expr::Binary(it) if matches!(it.op, BinOp::Ne(_)) => match (&*it.left, &*it.right) {
            (field @ Expr::Field(_), Expr::Path(path))
            | (Expr::Path(path), field @ Expr::Field(_)) => {
                let variable = path.path.get_ident()?.to_string();
                let is_variable = variable.starts_with(|c: char| c.is_lowercase());
                last_name(field).filter(|_| is_variable)
            }
            _ => None,
        },
        _ => None,
    }
}

/// Where a field goes on by one.
struct Steps<'n> {
    name: &'n str,
    found: Vec<Spot>,
}

impl<'ast> Visit<'ast> for Steps<'_> {
    fn visit_expr_binary(&mut self, it: &'ast syn::ExprBinary) {
        let is_one = matches!(&*it.right, Expr::Lit(it) if matches!(&it.lit, Lit::Int(it) if it.base10_digits() == "1"));
        if matches!(it.op, BinOp::AddAssign(_))
            && is_one
            && let Expr::Field(field) = &*it.left
            && let Member::Named(name) = &field.member
            && name == self.name
        {
            self.found.push(Spot::of(name));
        }
        visit::visit_expr_binary(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::awaited;
    use crate::report::names::flow::place;

    #[test]
    fn a_turn_is_a_field_that_becomes_what_a_variable_is() {
        let text = "fn f() {\n let s = c.wait_while(s, |it| it.serving != mine);\n while s.serving != mine {\n  \
                    s = c.wait(s);\n }\n c.wait_while(s, |it| it.serving > 0);\n s.lock().serving += 1;\n}\n";
        let found = |text: &str, line: u32| {
            let file = syn::parse_file(text).unwrap();
            let row = text.lines().nth(line as usize - 1).unwrap();
            let column = u32::try_from(row.find("wait").unwrap() + 1).unwrap();
            awaited(&file, &place(line, column)).map(|(name, spot)| (name, spot.line))
        };
        assert_eq!(found(text, 2), Some(("serving".to_owned(), 7)));
        assert_eq!(found(text, 4), Some(("serving".to_owned(), 7)));
        assert_eq!(found(text, 6), None);
        assert_eq!(
            found(
                &text.replace("\n s.lock()", "\n s.serving += 1;\n s.lock()"),
                2
            ),
            None
        );
        assert_eq!(found(&text.replace("mine", "NONE"), 2), None);
    }
}
