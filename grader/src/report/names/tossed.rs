//! Statements that receive, and drop what comes.

use super::{At, at, covers, last_segment};
use crate::walk::{self as visit, Visit};
use syn::{Expr, Stmt};
use wire::Place;

/// Whether a statement around a place takes all that there is, and drops it: `rx.try_iter().for_each(drop)`, or a loop
/// with nothing in it that goes on as long as something comes.
pub(in super::super) fn tosses(file: &syn::File, place: &Place) -> bool {
    struct Tosses(At, bool);
    impl<'ast> Visit<'ast> for Tosses {
        fn visit_stmt(&mut self, it: &'ast Stmt) {
            if let Stmt::Expr(expr, _) = it {
                self.1 |= covers(expr, self.0) && is_tossed(expr);
            }
            visit::visit_stmt(self, it);
        }
    }
    let Some(at) = at(place) else {
        return false;
    };
    let mut tosses = Tosses(at, false);
    tosses.visit_file(file);
    tosses.1
}

fn is_tossed(expr: &Expr) -> bool {
    match expr {
        Expr::MethodCall(call) if call.method == "for_each" => match call.args.first() {
            Some(Expr::Closure(it)) => {
                matches!(it.inputs.first(), Some(syn::Pat::Wild(_))) && is_empty(&it.body)
            }
            Some(function) => last_segment(function).is_some_and(|it| it == "drop"),
            None => false,
        },
        Expr::While(it) => {
            let asks = matches!(&*it.cond, Expr::MethodCall(call) if call.method == "is_ok");
            let takes = matches!(&*it.cond, Expr::Let(it)
                if matches!(&*it.pat, syn::Pat::TupleStruct(pat)
                    if matches!(pat.elems.first(), Some(syn::Pat::Wild(_)))));
            (asks || takes) && it.body.stmts.is_empty()
        }
        Expr::ForLoop(it) => matches!(&*it.pat, syn::Pat::Wild(_)) && it.body.stmts.is_empty(),
        _ => false,
    }
}

fn is_empty(body: &Expr) -> bool {
    matches!(body, Expr::Block(it) if it.block.stmts.is_empty())
        || matches!(body, Expr::Tuple(it) if it.elems.is_empty())
}

#[cfg(test)]
mod tests {
    use super::tosses;
    use crate::report::names::flow::place;

    #[test]
    fn what_is_taken_and_dropped_is_seen() {
        let text = "fn f() {\n rx.try_iter().for_each(drop);\n rx.try_iter().for_each(|_| {});\n \
                    rx.try_iter().for_each(take);\n while rx.try_recv().is_ok() {}\n while let Ok(_) = rx.try_recv() {}\n \
                    while let Ok(x) = rx.recv() { all.push(x); }\n for _ in rx {}\n for x in rx { f(x) }\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found: Vec<u32> = (2..10)
            .filter(|line| tosses(&file, &place(*line, 12)))
            .collect();
        assert_eq!(found, [2, 3, 5, 6, 8]);
    }
}
