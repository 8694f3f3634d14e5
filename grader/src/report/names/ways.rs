//! How a function is left: before it starts a thread; with nothing but a last expression after a statement.

use super::{
    at, covers,
    flow::{Spot, in_function},
};
use crate::walk::{self as visit, Visit};
use syn::{Expr, Stmt};
use wire::Place;

/// The only way out of a function before it starts a thread, if it does so on every other way.
pub(in super::super) fn before_the_thread(file: &syn::File, name: Spot) -> Option<Spot> {
    let found = in_function(file, name, |_, block| {
        let start = block.stmts.iter().find(|it| is_start(it))?;
        let mut ways = Ways {
            found: Vec::new(),
            is_known: true,
        };
        ways.visit_block(block);
        match ways.found[..] {
            [way] if ways.is_known && way < Spot::of(start) => Some(way),
            _ => None,
        }
    });
    found.flatten()
}

/// The statement starts a thread, whatever becomes of its handle.
fn is_start(statement: &Stmt) -> bool {
    let expr = match statement {
        Stmt::Expr(expr, _) => expr,
        Stmt::Local(it) => match &it.init {
            Some(init) => &*init.expr,
            None => return false,
        },
        Stmt::Item(_) | Stmt::Macro(_) => return false,
    };
    match expr {
        Expr::Call(it) => match &*it.func {
            Expr::Path(path) => {
                let last = path.path.segments.last();
                last.is_some_and(|it| it.ident == "spawn")
            }
            _ => false,
        },
        Expr::MethodCall(it) => it.method == "spawn",
        _ => false,
    }
}

/// Where a function is left before its end.
struct Ways {
    found: Vec<Spot>,
    is_known: bool,
}

impl<'ast> Visit<'ast> for Ways {
    // What is left there is the closure, or another function.
    fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}

    fn visit_item(&mut self, _: &'ast syn::Item) {}

    fn visit_macro(&mut self, it: &'ast syn::Macro) {
        self.is_known &= !it.tokens.to_string().contains("return");
    }

    fn visit_expr_return(&mut self, it: &'ast syn::ExprReturn) {
        self.found.push(Spot::of(&it.return_token));
        visit::visit_expr_return(self, it);
    }

    fn visit_expr_try(&mut self, it: &'ast syn::ExprTry) {
        self.found.push(Spot::of(&it.question_token));
        visit::visit_expr_try(self, it);
    }
}

/// The last expression of a function, if that is all that follows the statement at a place.
pub(in super::super) fn all_after(file: &syn::File, name: Spot, place: &Place) -> Option<Spot> {
    let at = at(place)?;
    let found = in_function(file, name, |_, block| {
        let index = block.stmts.iter().position(|it| covers(it, at))?;
        match &block.stmts[index + 1..] {
            [Stmt::Expr(last, None)] => Some(Spot::of(last)),
            _ => None,
        }
    });
    found.flatten()
}

#[cfg(test)]
mod tests {
    use super::{all_after, before_the_thread};
    use crate::report::names::flow::{Spot, place};

    const TEXT: &str = "fn f() -> S {\n let (s, r) = bounded(0);\n if late {\n  return s;\n }\n \
                        thread::spawn(move || { if r.recv().is_err() { return; } });\n s\n}\n\
                        fn g() -> S {\n if late { return s; }\n if early { return s; }\n spawn(f);\n s\n}\n\
                        fn h() {\n if late { return; }\n if c { spawn(f); }\n}\n";

    #[test]
    fn a_function_may_be_left_before_it_starts_its_thread() {
        let file = syn::parse_file(TEXT).unwrap();
        let found = |line| before_the_thread(&file, Spot { line, column: 4 }).map(|it| it.line);
        assert_eq!(found(1), Some(4));
        assert_eq!(found(9), None);
        assert_eq!(found(15), None);
    }

    #[test]
    fn only_a_last_expression_may_follow_a_statement() {
        let file = syn::parse_file(TEXT).unwrap();
        let name = Spot { line: 1, column: 4 };
        assert_eq!(
            all_after(&file, name, &place(6, 10)).map(|it| it.line),
            Some(7)
        );
        assert_eq!(all_after(&file, name, &place(2, 15)), None);
    }
}
