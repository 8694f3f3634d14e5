//! What the arms of a `select!` put into variables, over what was there.

use super::{arms::receiving_bodies, flow::Spot, last_segment};
use crate::walk::{self as visit, Visit};
use syn::Expr;
use wire::Place;

/// The variable that the arm of the `select!` at a place fills when it received from this channel, and where, if it does
/// not look what is in it, and another arm fills one of its own: what they receive is put together then.
pub(in super::super) fn put_over(
    file: &syn::File,
    place: &Place,
    channel: &str,
) -> Option<(Spot, String)> {
    let arms = receiving_bodies(file, place);
    let filled = arms.iter().filter_map(|(from, body)| {
        let (spot, name) = fills(body)?;
        Some((from.as_deref()? == channel, spot, name))
    });
    let filled: Vec<(bool, Spot, String)> = filled.collect();
    let (_, spot, name) = filled.iter().find(|it| it.0)?;
    let has_other = filled.iter().any(|it| !it.0 && it.2 != *name);
    has_other.then(|| (*spot, name.clone()))
}

/// The only `variable = Some(…)`, if that variable stands nowhere else.
fn fills(body: &Expr) -> Option<(Spot, String)> {
    #[derive(Default)]
    struct Fills {
        found: Vec<(Spot, String)>,
        named: Vec<String>,
    }
    impl<'ast> Visit<'ast> for Fills {
        fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
            if let (Expr::Path(left), Expr::Call(right)) = (&*it.left, &*it.right)
                && let Some(name) = left.path.get_ident()
                && last_segment(&right.func).is_some_and(|it| it == "Some")
            {
                self.found.push((Spot::of(name), name.to_string()));
            }
            visit::visit_expr_assign(self, it);
        }

        fn visit_ident(&mut self, it: &'ast syn::Ident) {
            self.named.push(it.to_string());
        }
    }
    let mut fills = Fills::default();
    fills.visit_expr(body);
    let [(spot, name)] = &fills.found[..] else {
        return None;
    };
    let named = fills.named.iter().filter(|it| *it == name).count();
    (named == 1).then(|| (*spot, name.clone()))
}

#[cfg(test)]
mod tests {
    use super::put_over;
    use crate::report::names::flow::place;

    #[test]
    fn what_an_arm_puts_over_something_is_found() {
        let found = |one: &str, other: &str| {
            let text = format!(
                "fn f() {{\n select! {{\n  recv(a) -> x => match x {{\n   Ok(x) => {one},\n   Err(_) => return,\n  }},\n  \
                 recv(b) -> y => {{ {other} }}\n }}\n}}\n"
            );
            let file = syn::parse_file(&text).unwrap();
            put_over(&file, &place(2, 2), "a").map(|(spot, name)| (spot.line, name))
        };
        let own = "last_y = Some(y);";
        assert_eq!(
            found("last_x = Some(x)", own),
            Some((4, "last_x".to_owned()))
        );
        assert_eq!(found("last_x = Some(x)", "return;"), None);
        assert_eq!(found("last_x = Some(x)", "last_x = Some(y);"), None);
        assert_eq!(found("if last_x.is_none() { last_x = Some(x) }", own), None);
        assert_eq!(found("all.push(x)", own), None);
    }
}
