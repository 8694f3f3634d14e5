//! What a wait asks each time that it is woken: the closure of a `wait_while`.

use super::flow::Spot;
use crate::walk::{self as visit, Visit};
use syn::Expr;
use wire::Place;

/// The condition of the `wait_while` or `wait_timeout_while` at a place, and the name of the closure if it has one. None
/// if it is a function, or given from elsewhere.
pub(in super::super) fn predicate(
    file: &syn::File,
    place: &Place,
) -> Option<(Spot, Option<String>)> {
    let mut waits = Waits {
        spot: Spot {
            line: place.line,
            column: place.column,
        },
        closures: Vec::new(),
        found: None,
    };
    waits.visit_file(file);
    waits.found
}

/// Goes to the wait, and keeps the closures that have names until there.
struct Waits {
    spot: Spot,
    closures: Vec<(String, Spot)>,
    found: Option<(Spot, Option<String>)>,
}

impl<'ast> Visit<'ast> for Waits {
    fn visit_signature(&mut self, _: &'ast syn::Signature) {
        self.closures.clear();
    }

    fn visit_local(&mut self, it: &'ast syn::Local) {
        let name = super::binding::identifier(&it.pat);
        let init = it.init.as_ref().map(|it| &*it.expr);
        if let (Some(name), Some(Expr::Closure(closure))) = (name, init) {
            self.closures.push((name, Spot::of(&closure.body)));
        }
        visit::visit_local(self, it);
    }

    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        let is_wait = it.method == "wait_while" || it.method == "wait_timeout_while";
        if is_wait && Spot::of(&it.method) == self.spot {
            self.found = match it.args.last() {
                Some(Expr::Closure(closure)) => Some((Spot::of(&closure.body), None)),
                Some(Expr::Path(path)) => path.path.get_ident().and_then(|name| {
                    let mut closures = self.closures.iter().rev();
                    let (name, spot) = closures.find(|(other, _)| name == other)?;
                    Some((*spot, Some(name.clone())))
                }),
                _ => None,
            };
        }
        visit::visit_expr_method_call(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::predicate;
    use crate::report::names::flow::place;

    #[test]
    fn the_closure_of_a_wait_is_found_in_the_call_and_before_it() {
        let text = "fn f() {\n let full = |s: &mut S| s.n > 3;\n a.wait_while(s, full);\n a.wait_while(s,\n  \
                    |s| s.n == 0);\n a.wait_while(s, other);\n}\nfn g() {\n a.wait_while(s, full);\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = |line| predicate(&file, &place(line, 4)).map(|(spot, name)| (spot.line, name));
        assert_eq!(found(3), Some((2, Some("full".to_owned()))));
        assert_eq!(found(4), Some((5, None)));
        assert_eq!(found(6), None);
        assert_eq!(found(9), None);
        assert_eq!(predicate(&file, &place(3, 2)), None);
    }
}
