//! What a function takes and gives back, as far as it bears on waiting; where durations are rounded, and what is given to
//! `forget`.

use super::{
    flow::{Lines, Spot},
    last_name,
    written::is_test,
};
use crate::walk::{self as visit, Visit};
use syn::{Expr, FnArg, ReturnType, Signature, Type};

/// What bears on waiting in a function's signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Takes {
    /// It is given a `Duration` or an `Instant`.
    pub(in super::super) limit: bool,
    /// It is given one `Receiver`, and no more in other things.
    pub(in super::super) one_receiver: bool,
    /// It gives back something with a `Receiver`, or an iterator.
    pub(in super::super) gives_a_stream: bool,
}

/// The signature of the function with these lines.
pub(in super::super) fn takes(file: &syn::File, lines: Lines) -> Option<Takes> {
    struct Signatures(Lines, Option<Takes>);
    impl<'ast> Visit<'ast> for Signatures {
        fn visit_signature(&mut self, it: &'ast Signature) {
            if Spot::of(&it.ident).line == self.0.0 {
                self.1 = Some(of(it));
            }
        }
    }
    let mut signatures = Signatures(lines, None);
    signatures.visit_file(file);
    signatures.1
}

fn of(signature: &Signature) -> Takes {
    let inputs = signature.inputs.iter().filter_map(|it| match it {
        FnArg::Typed(it) => Some(&*it.ty),
        FnArg::Receiver(_) => None,
    });
    let types: Vec<&Type> = inputs.collect();
    let receivers: usize = types.iter().map(|it| named(it, &["Receiver"])).sum();
    Takes {
        limit: types
            .iter()
            .any(|it| named(it, &["Duration", "Instant"]) > 0),
        one_receiver: receivers == 1 && types.iter().any(|it| is_receiver(it)),
        gives_a_stream: match &signature.output {
            ReturnType::Type(_, it) => named(it, &["Receiver", "Iterator"]) > 0,
            ReturnType::Default => false,
        },
    }
}

/// How often one of these names stands in a type.
fn named(it: &Type, names: &[&str]) -> usize {
    struct Named<'n>(&'n [&'n str], usize);
    impl<'ast> Visit<'ast> for Named<'_> {
        fn visit_path_segment(&mut self, it: &'ast syn::PathSegment) {
            self.1 += usize::from(self.0.iter().any(|name| it.ident == name));
            visit::visit_path_segment(self, it);
        }
    }
    let mut found = Named(names, 0);
    found.visit_type(it);
    found.1
}

/// A `Receiver`, or a reference to one.
fn is_receiver(it: &Type) -> bool {
    match it {
        Type::Reference(it) => is_receiver(&it.elem),
        Type::Path(it) => {
            let last = it.path.segments.last();
            last.is_some_and(|it| it.ident == "Receiver")
        }
        _ => false,
    }
}

/// The file makes a number of whole units out of a duration, or a duration out of a number that is not written there.
pub(in super::super) fn rounds(file: &syn::File) -> bool {
    struct Rounds(bool);
    impl<'ast> Visit<'ast> for Rounds {
        fn visit_item_mod(&mut self, it: &'ast syn::ItemMod) {
            if !is_test(&it.attrs) {
                visit::visit_item_mod(self, it);
            }
        }

        fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
            let name = it.method.to_string();
            self.0 |= ["as_secs", "as_millis", "as_micros", "subsec_"]
                .iter()
                .any(|start| name.starts_with(start));
            visit::visit_expr_method_call(self, it);
        }

        fn visit_expr_call(&mut self, it: &'ast syn::ExprCall) {
            let units = ["from_secs", "from_millis", "from_micros"];
            let makes = last_name(&it.func).is_some_and(|name| units.contains(&&*name));
            self.0 |= makes && !it.args.iter().all(|it| matches!(it, Expr::Lit(_)));
            visit::visit_expr_call(self, it);
        }
    }
    let mut found = Rounds(false);
    found.visit_file(file);
    found.0
}

/// Something of this name is given to `forget` or `leak` in these lines.
pub(in super::super) fn forgets(file: &syn::File, name: &str, lines: Lines) -> bool {
    struct Forgets<'n>(&'n str, Lines, bool);
    impl<'ast> Visit<'ast> for Forgets<'_> {
        fn visit_expr_call(&mut self, it: &'ast syn::ExprCall) {
            let forgets = last_name(&it.func).is_some_and(|it| it == "forget" || it == "leak");
            let is_inside = (self.1.0..=self.1.1).contains(&Spot::of(&it.func).line);
            let is_it = |it: &Expr| last_name(it).is_some_and(|it| it == self.0);
            self.2 |= forgets && is_inside && it.args.iter().any(is_it);
            visit::visit_expr_call(self, it);
        }
    }
    let mut found = Forgets(name, lines, false);
    found.visit_file(file);
    found.2
}

#[cfg(test)]
mod tests {
    use super::{Takes, forgets, rounds, takes};

    #[test]
    fn a_limit_a_receiver_and_a_stream_are_read_from_the_signature() {
        let text = "fn f(rx: &Receiver<u8>, limit: Duration) -> Option<u8> { rx.recv().ok() }\n\
                    fn g(all: Vec<Receiver<u8>>, end: Option<Instant>) -> Receiver<u8> { todo!() }\n\
                    impl S {\n fn h(&self, a: Receiver<u8>, b: Receiver<u8>) -> impl Iterator<Item = u8> {}\n}\n";
        let file = syn::parse_file(text).unwrap();
        let is = |limit, one_receiver, gives_a_stream| {
            Some(Takes {
                limit,
                one_receiver,
                gives_a_stream,
            })
        };
        assert_eq!(takes(&file, (1, 1)), is(true, true, false));
        assert_eq!(takes(&file, (2, 2)), is(true, false, true));
        assert_eq!(takes(&file, (4, 4)), is(false, false, true));
        assert_eq!(takes(&file, (5, 5)), None);
    }

    #[test]
    fn whole_units_round_and_written_ones_do_not() {
        let rounds = |body: &str| {
            rounds(&syn::parse_file(&format!("fn f(it: Duration) {{ {body} }}")).unwrap())
        };
        assert!(rounds("let it = it.as_millis();"));
        assert!(rounds("let it = Duration::from_millis(count);"));
        assert!(!rounds("let it = Duration::from_millis(20) + it;"));
    }

    #[test]
    fn what_is_forgotten_is_known_by_its_name() {
        let text = "fn f() {\n mem::forget(sender.clone());\n}\nfn g() {\n drop(sender);\n}\n";
        let file = syn::parse_file(text).unwrap();
        assert!(forgets(&file, "sender", (1, 3)));
        assert!(!forgets(&file, "receiver", (1, 3)));
        assert!(!forgets(&file, "sender", (4, 6)));
    }
}
