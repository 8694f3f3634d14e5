//! Where that comes from which a `select!` sends.

use super::{At, at, covers, flow::Spot};
use crate::walk::{self as visit, Visit};
use proc_macro2::{TokenStream, TokenTree};
use syn::Pat;
use wire::Place;

/// The variable of the innermost `for` around the `select!` at a place, if that sends it, or something made of it: its name,
/// and what it goes through.
pub(in super::super) fn looped(file: &syn::File, place: &Place) -> Option<(Spot, String)> {
    let mut loops = Loops {
        at: at(place)?,
        around: None,
        found: None,
    };
    loops.visit_file(file);
    loops.found
}

struct Loops {
    at: At,
    around: Option<(Spot, String)>,
    found: Option<(Spot, String)>,
}

impl<'ast> Visit<'ast> for Loops {
    fn visit_expr_for_loop(&mut self, it: &'ast syn::ExprForLoop) {
        if covers(&it.body, self.at)
            && let Pat::Ident(pat) = &*it.pat
        {
            self.around = Some((Spot::of(&it.expr), pat.ident.to_string()));
        }
        visit::visit_expr_for_loop(self, it);
    }

    fn visit_macro(&mut self, it: &'ast syn::Macro) {
        let name = it.path.segments.last();
        let is_select = name.is_some_and(|it| it.ident.to_string().starts_with("select"));
        if let Some((spot, name)) = self.around.clone()
            && is_select
            && covers(it, self.at)
            && sends(it.tokens.clone(), &name)
        {
            self.found = Some((spot, name));
        }
    }
}

/// An arm sends something in which the name stands.
fn sends(tokens: TokenStream, name: &str) -> bool {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        if matches!(&token, TokenTree::Ident(it) if it == "send")
            && let Some(TokenTree::Group(group)) = tokens.peek()
        {
            let text = group.stream().to_string();
            let mut words = text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
            if words.any(|word| word == name) {
                return true;
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::looped;
    use crate::report::names::flow::place;

    #[test]
    fn what_a_select_sends_comes_from_the_loop_around_it() {
        let text = "fn f() {\n for number in (1..=max).step_by(2) {\n  select! {\n   recv(done) -> _ => return,\n   \
                    send(out, format!(\"{number}\")) -> _ => {}\n  }\n  select! { send(out, 1) -> _ => number() }\n }\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = |line| {
            let (spot, name) = looped(&file, &place(line, 3))?;
            Some((spot.line, spot.column, name))
        };
        assert_eq!(found(3), Some((2, 16, "number".to_owned())));
        assert_eq!(found(7), None);
    }
}
