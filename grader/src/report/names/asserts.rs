//! What a function asserts before all else, functions that do nothing else, and those that take what is asserted.

use super::{
    At, at, covers,
    flow::{Spot, in_function},
    last_segment,
    written::changes,
};
use crate::walk::{self as visit, Visit};
use std::collections::BTreeSet;
use syn::{Expr, FnArg, Pat, ReturnType, Stmt, Type};
use wire::Place;

const ASSERTS: [&str; 3] = ["assert", "assert_eq", "assert_ne"];
/// Macros out of which a function that came back cannot have returned.
const PLAIN: [&str; 9] = [
    "assert",
    "assert_eq",
    "assert_ne",
    "debug_assert",
    "panic",
    "unreachable",
    "format",
    "vec",
    "matches",
];

/// What a function does before all else.
#[derive(Default)]
pub(in super::super) struct Leading {
    /// Assertions; and conditions under which it panics, which are not asserted, but asked.
    pub(in super::super) asks: Vec<(Spot, bool)>,
    /// The names of what it calls for nothing that comes back.
    pub(in super::super) calls: Vec<String>,
}

/// What the function of this name does at first, and in any case: statements behind which it may have returned do not
/// count.
pub(in super::super) fn leading(file: &syn::File, name: Spot) -> Leading {
    let found = in_function(file, name, |_, block| {
        let mut leading = Leading::default();
        for stmt in &block.stmts {
            if ends(stmt) {
                break;
            }
            match stmt {
                Stmt::Macro(it) if is_one(&it.mac, &ASSERTS) => {
                    leading.asks.push((Spot::of(&it.mac.path), true));
                }
                Stmt::Expr(Expr::If(it), _)
                    if it.else_branch.is_none() && panics(&it.then_branch) =>
                {
                    leading.asks.push((Spot::of(&it.if_token), false));
                }
                Stmt::Expr(Expr::Call(it), Some(_)) => {
                    leading
                        .calls
                        .extend(last_segment(&it.func).map(ToString::to_string));
                }
                Stmt::Expr(Expr::MethodCall(it), Some(_)) if matches!(&*it.receiver, Expr::Path(it) if it.path.is_ident("self")) =>
                {
                    leading.calls.push(it.method.to_string());
                }
                _ => {}
            }
        }
        leading
    });
    found.unwrap_or_default()
}

/// The function of this name gives nothing back, is given nothing that it could change, and consists of assertions.
pub(in super::super) fn only_asserts(file: &syn::File, name: Spot) -> bool {
    let found = in_function(file, name, |signature, block| {
        let gives_nothing = matches!(signature.output, ReturnType::Default);
        let changes = |it: &FnArg| match it {
            FnArg::Receiver(it) => it.reference.is_some() && it.mutability.is_some(),
            FnArg::Typed(it) => {
                matches!(&*it.ty, Type::Reference(it) if it.mutability.is_some())
            }
        };
        gives_nothing && !signature.inputs.iter().any(changes) && asserts_only(block)
    });
    found == Some(true)
}

/// Where the names stand of public functions of a type that take something that is called by one of these words, and are
/// no methods.
pub(in super::super) fn taking(file: &syn::File, owner: &str, words: &BTreeSet<&str>) -> Vec<Spot> {
    struct Taking<'n> {
        owner: &'n str,
        words: &'n BTreeSet<&'n str>,
        found: Vec<Spot>,
    }
    impl<'ast> Visit<'ast> for Taking<'_> {
        fn visit_item_impl(&mut self, it: &'ast syn::ItemImpl) {
            let Type::Path(path) = &*it.self_ty else {
                return;
            };
            if path
                .path
                .segments
                .last()
                .is_none_or(|it| it.ident != self.owner)
            {
                return;
            }
            for item in &it.items {
                if let syn::ImplItem::Fn(it) = item
                    && matches!(it.vis, syn::Visibility::Public(_))
                    && it.sig.receiver().is_none()
                    && it.sig.inputs.iter().any(|it| self.takes(it))
                {
                    self.found.push(Spot::of(&it.sig.ident));
                }
            }
        }
    }
    impl Taking<'_> {
        fn takes(&self, it: &FnArg) -> bool {
            let FnArg::Typed(it) = it else {
                return false;
            };
            let Pat::Ident(name) = &*it.pat else {
                return false;
            };
            self.words
                .contains(name.ident.to_string().trim_start_matches('_'))
        }
    }
    let mut taking = Taking {
        owner,
        words,
        found: Vec::new(),
    };
    taking.visit_file(file);
    taking.found
}

/// A place stands in a closure, or in what `catch_unwind` is given: a panic there may end in a function that has it.
pub(in super::super) fn may_be_caught(file: &syn::File, place: &Place) -> bool {
    struct Catches(At, bool);
    impl<'ast> Visit<'ast> for Catches {
        fn visit_expr_call(&mut self, it: &'ast syn::ExprCall) {
            let catches = last_segment(&it.func).is_some_and(|it| it == "catch_unwind");
            self.1 |= catches && covers(it, self.0);
            visit::visit_expr_call(self, it);
        }

        fn visit_expr_closure(&mut self, it: &'ast syn::ExprClosure) {
            self.1 |= covers(it, self.0);
            visit::visit_expr_closure(self, it);
        }
    }
    let Some(at) = at(place) else {
        return true;
    };
    let mut catches = Catches(at, false);
    catches.visit_file(file);
    catches.1
}

/// A statement that asserts something, or panics under a condition.
pub(super) fn asserts(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Macro(it) => is_one(&it.mac, &ASSERTS),
        Stmt::Expr(Expr::If(it), _) => it.else_branch.is_none() && panics(&it.then_branch),
        _ => false,
    }
}

fn is_one(it: &syn::Macro, names: &[&str]) -> bool {
    names.iter().any(|name| it.path.is_ident(name))
}

/// A block of nothing but a panic.
fn panics(block: &syn::Block) -> bool {
    match &block.stmts[..] {
        [Stmt::Macro(it)] => is_one(&it.mac, &["panic"]),
        [Stmt::Expr(Expr::Macro(it), _)] => is_one(&it.mac, &["panic"]),
        _ => false,
    }
}

/// The function may return, or a loop around it end, within this.
fn ends(stmt: &Stmt) -> bool {
    struct Ends(bool);
    impl<'ast> Visit<'ast> for Ends {
        fn visit_expr_return(&mut self, _: &'ast syn::ExprReturn) {
            self.0 = true;
        }

        fn visit_expr_try(&mut self, _: &'ast syn::ExprTry) {
            self.0 = true;
        }

        fn visit_macro(&mut self, it: &'ast syn::Macro) {
            self.0 |= !is_one(it, &PLAIN);
        }

        fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}

        fn visit_item(&mut self, _: &'ast syn::Item) {}
    }
    let mut ends = Ends(false);
    ends.visit_stmt(stmt);
    ends.0
}

/// Assertions, bindings for them, and panics under a condition; at least one of them, and nothing that writes.
fn asserts_only(block: &syn::Block) -> bool {
    struct Writes(bool);
    impl<'ast> Visit<'ast> for Writes {
        fn visit_expr_assign(&mut self, _: &'ast syn::ExprAssign) {
            self.0 = true;
        }

        fn visit_expr_binary(&mut self, it: &'ast syn::ExprBinary) {
            self.0 |= changes(&it.op);
            visit::visit_expr_binary(self, it);
        }
    }
    let is_plain = |stmt: &Stmt| match stmt {
        Stmt::Macro(it) => is_one(&it.mac, &ASSERTS) || is_one(&it.mac, &["debug_assert", "panic"]),
        Stmt::Expr(Expr::If(it), _) => it.else_branch.is_none() && panics(&it.then_branch),
        Stmt::Local(_) => true,
        _ => false,
    };
    let mut writes = Writes(false);
    writes.visit_block(block);
    let has_any = block.stmts.iter().any(|it| !matches!(it, Stmt::Local(_)));
    has_any && !writes.0 && block.stmts.iter().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::{leading, may_be_caught, only_asserts, taking};
    use crate::report::names::flow::Spot;
    use std::collections::BTreeSet;

    const TEXT: &str = "impl S {\n pub fn new(n: usize) -> S {\n  check(n);\n  assert!(n > 0);\n  \
                        if n == 0 { panic!(\"n\"); }\n  if n == 7 { return S; }\n  assert!(n < 9);\n  S\n }\n \
                        pub fn of(&self, n: usize) { self.n = n; }\n pub fn other(m: usize) -> S { S }\n}\n\
                        fn check(n: usize) {\n let n = n.max(1);\n assert!(n > 0, \"n\");\n}\n";

    fn spot(line: u32, column: u32) -> Spot {
        Spot { line, column }
    }

    #[test]
    fn what_stands_before_the_first_return_is_found() {
        let file = syn::parse_file(TEXT).unwrap();
        let found = leading(&file, spot(2, 9));
        assert_eq!(found.asks, [(spot(4, 3), true), (spot(5, 3), false)]);
        assert_eq!(found.calls, ["check"]);
        assert!(leading(&file, spot(1, 1)).asks.is_empty());
    }

    #[test]
    fn who_only_asserts_makes_no_answer() {
        let file = syn::parse_file(TEXT).unwrap();
        assert!(only_asserts(&file, spot(13, 4)));
        assert!(!only_asserts(&file, spot(2, 9)));
        assert!(!only_asserts(&file, spot(10, 9)));
    }

    #[test]
    fn a_panic_may_be_caught_where_it_is_called_for_that() {
        let text =
            "fn f() {\n assert!(a);\n catch_unwind(g());\n thread::spawn(|| {\n  h();\n });\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = [(2, 2), (3, 15), (5, 3)].map(|(line, column)| {
            let place = spot(line, column).within("src/lib.rs");
            may_be_caught(&file, &place)
        });
        assert_eq!(found, [false, true, true]);
    }

    #[test]
    fn a_constructor_is_known_by_what_it_takes() {
        let file = syn::parse_file(TEXT).unwrap();
        let words = BTreeSet::from(["n"]);
        assert_eq!(taking(&file, "S", &words), [spot(2, 9)]);
        assert!(taking(&file, "T", &words).is_empty());
    }
}
