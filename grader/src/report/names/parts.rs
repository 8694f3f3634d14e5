//! How a field is written: over whatever it was, or again and again.

use super::{At, at, covers, flow::Spot, last_segment};
use crate::walk::{self as visit, Visit};
use proc_macro2::{TokenStream, TokenTree};
use syn::{Expr, Member};
use wire::Place;

/// The field at a place is filled in, in a value that has all else from another one of its kind, without a look at what
/// it was there.
pub(in super::super) fn replaces(file: &syn::File, place: &Place) -> bool {
    struct Fills(At, bool);
    impl<'ast> Visit<'ast> for Fills {
        fn visit_expr_struct(&mut self, it: &'ast syn::ExprStruct) {
            let field = it.fields.iter().find(|it| covers(&it.member, self.0));
            if let Some(field) = field.filter(|_| it.rest.is_some())
                && let Member::Named(name) = &field.member
            {
                let mut looks = Looks(name, false);
                looks.visit_expr(&field.expr);
                self.1 = !looks.1;
            }
            visit::visit_expr_struct(self, it);
        }
    }
    let Some(at) = at(place) else {
        return false;
    };
    let mut fills = Fills(at, false);
    fills.visit_file(file);
    fills.1
}

/// A name stands somewhere.
struct Looks<'n>(&'n syn::Ident, bool);

impl<'ast> Visit<'ast> for Looks<'_> {
    fn visit_ident(&mut self, it: &'ast syn::Ident) {
        self.1 |= it == self.0;
    }

    fn visit_macro(&mut self, _: &'ast syn::Macro) {
        self.1 = true;
    }
}

/// The line of the loop in which a place stands together with a wait, so that it is reached at each wakeup.
pub(in super::super) fn at_each_wakeup(file: &syn::File, place: &Place) -> Option<u32> {
    struct Loops(At, Option<u32>);
    impl<'ast> Visit<'ast> for Loops {
        fn visit_expr_while(&mut self, it: &'ast syn::ExprWhile) {
            let stands = |it: &syn::Stmt| match it {
                syn::Stmt::Expr(Expr::Assign(_) | Expr::Binary(_), _) => covers(it, self.0),
                _ => false,
            };
            let is_direct = it.body.stmts.iter().any(stands);
            let mut waits = Waits(false);
            waits.visit_block(&it.body);
            if is_direct && waits.0 {
                self.1 = Some(Spot::of(it).line);
            }
            visit::visit_expr_while(self, it);
        }
    }
    let mut loops = Loops(at(place)?, None);
    loops.visit_file(file);
    loops.1
}

/// The call at a place is given a value of this name.
pub(in super::super) fn is_given(file: &syn::File, place: &Place, name: &str) -> bool {
    struct Calls<'n>(At, &'n str, bool);
    impl Calls<'_> {
        fn given(&mut self, args: &syn::punctuated::Punctuated<Expr, syn::Token![,]>) {
            let is_it = |it: &Expr| match it {
                Expr::Path(_) => last_segment(it).is_some_and(|it| it == self.1),
                _ => false,
            };
            self.2 |= args.iter().any(is_it);
        }
    }
    impl<'ast> Visit<'ast> for Calls<'_> {
        fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
            if covers(&it.method, self.0) {
                self.given(&it.args);
            }
            visit::visit_expr_method_call(self, it);
        }

        fn visit_expr_call(&mut self, it: &'ast syn::ExprCall) {
            if covers(&it.func, self.0) {
                self.given(&it.args);
            }
            visit::visit_expr_call(self, it);
        }

        fn visit_macro(&mut self, it: &'ast syn::Macro) {
            self.2 |= given_in(it.tokens.clone(), self.0, self.1);
        }
    }
    let Some(at) = at(place) else {
        return false;
    };
    let mut calls = Calls(at, name, false);
    calls.visit_file(file);
    calls.2
}

/// The name stands in the group right after the word at a place.
fn given_in(tokens: TokenStream, at: At, name: &str) -> bool {
    let mut is_next = false;
    tokens.into_iter().any(|it| match it {
        TokenTree::Group(it) => {
            let is_it = std::mem::take(&mut is_next) && has(it.stream(), name);
            is_it || given_in(it.stream(), at, name)
        }
        TokenTree::Ident(it) => {
            is_next = covers(&it, at);
            false
        }
        TokenTree::Punct(_) | TokenTree::Literal(_) => {
            is_next = false;
            false
        }
    })
}

/// The name stands in some tokens.
fn has(tokens: TokenStream, name: &str) -> bool {
    tokens.into_iter().any(|it| match it {
        TokenTree::Group(it) => has(it.stream(), name),
        TokenTree::Ident(it) => it == name,
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// A wait on a condition variable.
struct Waits(bool);

impl<'ast> Visit<'ast> for Waits {
    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        self.0 |= it.method == "wait" || it.method == "wait_timeout";
        visit::visit_expr_method_call(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::{at_each_wakeup, is_given, replaces};
    use crate::report::names::flow::place;

    #[test]
    fn what_does_not_look_at_what_it_was_replaces_it() {
        let replaces = |value: &str, rest: &str| {
            let text = format!("fn f() -> R {{\n R {{\n high: {value},\n {rest}\n }}\n}}\n");
            replaces(&syn::parse_file(&text).unwrap(), &place(3, 2))
        };
        assert!(replaces("room.min(r.items)", "..r"));
        assert!(!replaces("room.min(r.high)", "..r"));
        assert!(!replaces("room", ""));
    }

    #[test]
    fn what_stands_beside_a_wait_is_reached_at_each_wakeup() {
        let line = |body: &str| {
            let text = format!(
                "fn f() {{\n while full {{\n {body}\n s = c.wait(s);\n }}\n s.n += 1;\n}}\n"
            );
            let file = syn::parse_file(&text).unwrap();
            (
                at_each_wakeup(&file, &place(3, 2)),
                at_each_wakeup(&file, &place(6, 2)),
            )
        };
        assert_eq!(line("s.n += 1;"), (Some(2), None));
        assert_eq!(line("if a { s.n += 1; }"), (None, None));
    }

    #[test]
    fn what_a_call_is_given_is_found_in_a_macro_too() {
        let text = "fn f() {\n s.cancel(Cause::Cancelled);\n s.cancel(cause);\n select! {\n recv(a) -> _ => \
                    s.cancel(Cause::Cancelled),\n }\n}\n";
        let file = syn::parse_file(text).unwrap();
        let given = |line, column| is_given(&file, &place(line, column), "Cancelled");
        assert!(given(2, 4));
        assert!(!given(3, 4));
        assert!(given(5, 20));
    }
}
