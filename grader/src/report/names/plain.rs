//! Functions that look at fields only, plain calls, and errors that a function leaves out.

use super::flow::{Lines, Spot, in_function};
use crate::walk::{self as visit, Visit};
use syn::{Expr, Stmt};
use wire::Place;

/// The function of this name calls nothing at all: no lock, no atomic, no macro.
pub(in super::super) fn calls_nothing(file: &syn::File, name: Spot) -> bool {
    struct Calls(bool);
    impl<'ast> Visit<'ast> for Calls {
        fn visit_expr_call(&mut self, _: &'ast syn::ExprCall) {
            self.0 = true;
        }

        fn visit_expr_method_call(&mut self, _: &'ast syn::ExprMethodCall) {
            self.0 = true;
        }

        fn visit_macro(&mut self, _: &'ast syn::Macro) {
            self.0 = true;
        }
    }
    let found = in_function(file, name, |_, block| {
        let mut calls = Calls(false);
        calls.visit_block(block);
        !calls.0
    });
    found == Some(true)
}

/// The one expression that the function of this name gives back, and the fields of `self` that it reads, each once. None
/// if there is more in it.
pub(in super::super) fn gives(file: &syn::File, name: Spot) -> Option<(Spot, Vec<String>)> {
    struct Fields(Vec<String>);
    impl<'ast> Visit<'ast> for Fields {
        fn visit_expr(&mut self, it: &'ast Expr) {
            if let Expr::Field(field) = it
                && let (Expr::Path(path), syn::Member::Named(name)) = (&*field.base, &field.member)
                && path.path.is_ident("self")
                && self.0.iter().all(|it| name != it)
            {
                self.0.push(name.to_string());
            }
            visit::visit_expr(self, it);
        }
    }
    in_function(file, name, |_, block| {
        let [Stmt::Expr(only, None)] = &block.stmts[..] else {
            return None;
        };
        let mut fields = Fields(Vec::new());
        fields.visit_expr(only);
        Some((Spot::of(only), fields.0))
    })
    .flatten()
}

/// Where these lines keep of several results those that went well: `filter_map(Result::ok)`, `filter_map(|it| it.ok())`.
pub(in super::super) fn leaves_out_errors(file: &syn::File, lines: Lines) -> Vec<Spot> {
    struct Leaves {
        lines: Lines,
        found: Vec<Spot>,
    }
    impl<'ast> Visit<'ast> for Leaves {
        fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
            let spot = Spot::of(&it.method);
            let is_inside = (self.lines.0..=self.lines.1).contains(&spot.line);
            let is_filter = it.method == "filter_map" || it.method == "flat_map";
            if is_inside && is_filter && it.args.iter().any(keeps_the_good) {
                self.found.push(spot);
            }
            visit::visit_expr_method_call(self, it);
        }
    }
    let mut leaves = Leaves {
        lines,
        found: Vec::new(),
    };
    leaves.visit_file(file);
    leaves.found
}

/// `Result::ok`, or a closure that gives `….ok()` of what it is given, without more calls.
fn keeps_the_good(function: &Expr) -> bool {
    match function {
        Expr::Path(path) => {
            let mut names = path
                .path
                .segments
                .iter()
                .rev()
                .map(|it| it.ident.to_string());
            names.next().as_deref() == Some("ok") && names.next().as_deref() == Some("Result")
        }
        Expr::Closure(it) => gives_ok(&it.body),
        _ => false,
    }
}

fn gives_ok(expr: &Expr) -> bool {
    match expr {
        Expr::MethodCall(it) => {
            let is_given = matches!(&*it.receiver, Expr::Path(_) | Expr::Field(_));
            it.method == "ok" && it.args.is_empty() && is_given
        }
        Expr::Block(it) => {
            matches!(&it.block.stmts[..], [Stmt::Expr(only, None)] if gives_ok(only))
        }
        _ => false,
    }
}

/// A type of this file has a field that the type of a sender stands in.
pub(in super::super) fn has_sender_fields(file: &syn::File) -> bool {
    struct Fields {
        is_field: bool,
        found: bool,
    }
    impl<'ast> Visit<'ast> for Fields {
        fn visit_field(&mut self, it: &'ast syn::Field) {
            self.is_field = true;
            visit::visit_field(self, it);
            self.is_field = false;
        }

        fn visit_path_segment(&mut self, it: &'ast syn::PathSegment) {
            let is_sender = it.ident == "Sender" || it.ident == "SyncSender";
            self.found |= self.is_field && is_sender;
            visit::visit_path_segment(self, it);
        }
    }
    let mut fields = Fields {
        is_field: false,
        found: false,
    };
    fields.visit_file(file);
    fields.found
}

/// At a place a function is called by its name, or a variable that is one: no method.
pub(in super::super) fn is_call(file: &syn::File, place: &Place) -> bool {
    struct Calls(Spot, bool);
    impl<'ast> Visit<'ast> for Calls {
        fn visit_expr_call(&mut self, it: &'ast syn::ExprCall) {
            let name = match &*it.func {
                Expr::Path(path) => path.path.get_ident(),
                _ => None,
            };
            self.1 |= name.is_some_and(|name| Spot::of(name) == self.0);
            visit::visit_expr_call(self, it);
        }
    }
    let spot = Spot {
        line: place.line,
        column: place.column,
    };
    let mut calls = Calls(spot, false);
    calls.visit_file(file);
    calls.1
}

#[cfg(test)]
mod tests {
    use super::{calls_nothing, gives, has_sender_fields, is_call, leaves_out_errors};
    use crate::report::names::flow::{Spot, place};

    #[test]
    fn a_function_without_calls_looks_at_fields_only() {
        let text = "fn a(&self) -> bool {\n self.n > 0\n}\nfn b(&self) -> bool {\n self.n.load(X) > 0\n}\n";
        let file = syn::parse_file(text).unwrap();
        assert!(calls_nothing(&file, Spot { line: 1, column: 4 }));
        assert!(!calls_nothing(&file, Spot { line: 4, column: 4 }));
    }

    #[test]
    fn what_a_function_gives_back_reads_fields() {
        let text = "fn a(&self) -> bool {\n self.n > self.m.n + it.k\n}\nfn b(&self) -> bool {\n c();\n self.n\n}\n";
        let file = syn::parse_file(text).unwrap();
        let fields = vec!["n".to_owned(), "m".to_owned()];
        let found = gives(&file, Spot { line: 1, column: 4 });
        assert_eq!(found, Some((Spot { line: 2, column: 2 }, fields)));
        assert_eq!(gives(&file, Spot { line: 4, column: 4 }), None);
    }

    #[test]
    fn a_sender_may_stand_within_the_type_of_a_field() {
        let found = |text: &str| has_sender_fields(&syn::parse_file(text).unwrap());
        assert!(found(
            "struct Pool<R> { jobs: Option<mpsc::Sender<R>>, n: u8 }"
        ));
        assert!(!found("struct Pool(Receiver<u8>); fn f(to: Sender<u8>) {}"));
    }

    #[test]
    fn a_call_by_name_is_no_method() {
        let text = "fn f() {\n call(stopped);\n it.call();\n}\n";
        let file = syn::parse_file(text).unwrap();
        assert!(is_call(&file, &place(2, 2)));
        assert!(!is_call(&file, &place(3, 5)));
    }

    #[test]
    fn errors_are_left_out_by_a_filter() {
        let text = "fn f() {\n a.filter_map(|(_, r)| r.ok());\n a.filter_map(Result::ok);\n \
                    a.filter_map(|r| f(r).ok());\n a.map(|r| r.ok());\n}\n";
        let file = syn::parse_file(text).unwrap();
        let lines = |lines| {
            let found = leaves_out_errors(&file, lines).into_iter();
            found.map(|spot| spot.line).collect::<Vec<_>>()
        };
        assert_eq!(lines((1, 6)), [2, 3]);
        assert!(lines((4, 6)).is_empty());
    }
}
