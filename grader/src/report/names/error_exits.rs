//! Where a loop is left because a receive in it gave an error.

use super::{At, at, covers, flow::Spot};
use crate::walk::{self as visit, Visit};
use syn::{Block, Expr, Pat, Stmt};
use wire::Place;

/// The `return` or `break` out of the loop around a receive, which the source reaches if that finds its channel closed,
/// as far as what came of it is asked there and then.
pub(in super::super) fn error_exit(file: &syn::File, place: &Place) -> Option<Spot> {
    let mut find = Find {
        at: at(place)?,
        is_in_loop: false,
        found: None,
    };
    find.visit_file(file);
    find.found
}

struct Find {
    at: At,
    /// In a loop of the innermost function, or closure.
    is_in_loop: bool,
    found: Option<Spot>,
}

impl Find {
    fn round(&mut self, is_in_loop: bool, visit: impl FnOnce(&mut Self)) {
        let around = std::mem::replace(&mut self.is_in_loop, is_in_loop);
        visit(self);
        self.is_in_loop = around;
    }

    fn take(&mut self, exit: Option<Spot>) {
        if self.is_in_loop {
            self.found = self.found.or(exit);
        }
    }

    /// What the next statement does with the error that a name stands for.
    fn next(&mut self, name: &str, next: &Stmt) {
        let is_it = |expr: &Expr| matches!(expr, Expr::Path(it) if it.path.is_ident(name));
        let exit = match next {
            Stmt::Local(it) => of_local(it, &is_it),
            Stmt::Expr(it, _) => of_expr(it, &is_it),
            Stmt::Item(_) | Stmt::Macro(_) => None,
        };
        self.take(exit);
    }
}

impl<'ast> Visit<'ast> for Find {
    fn visit_block(&mut self, it: &'ast Block) {
        let at = self.at;
        for pair in it.stmts.windows(2) {
            if let Stmt::Local(local) = &pair[0]
                && let Some(init) = local.init.as_ref().filter(|it| it.diverge.is_none())
                && let Some(name) = bound(&local.pat, &init.expr, at)
            {
                self.next(&name, &pair[1]);
            }
        }
        visit::visit_block(self, it);
    }

    fn visit_local(&mut self, it: &'ast syn::Local) {
        let at = self.at;
        self.take(of_local(it, &|expr| gives(expr, at)));
        visit::visit_local(self, it);
    }

    fn visit_expr(&mut self, it: &'ast Expr) {
        let at = self.at;
        self.take(of_expr(it, &|expr| gives(expr, at)));
        visit::visit_expr(self, it);
    }

    fn visit_expr_loop(&mut self, it: &'ast syn::ExprLoop) {
        self.round(true, |all| visit::visit_expr_loop(all, it));
    }

    fn visit_expr_while(&mut self, it: &'ast syn::ExprWhile) {
        self.visit_expr(&it.cond);
        self.round(true, |all| all.visit_block(&it.body));
    }

    fn visit_expr_for_loop(&mut self, it: &'ast syn::ExprForLoop) {
        self.visit_expr(&it.expr);
        self.round(true, |all| all.visit_block(&it.body));
    }

    fn visit_expr_closure(&mut self, it: &'ast syn::ExprClosure) {
        self.round(false, |all| visit::visit_expr_closure(all, it));
    }

    fn visit_item_fn(&mut self, it: &'ast syn::ItemFn) {
        self.round(false, |all| visit::visit_item_fn(all, it));
    }
}

/// The value of this is what the call gave whose name stands at a place.
fn gives(expr: &Expr, at: At) -> bool {
    const METHODS: [&str; 4] = ["recv", "try_recv", "recv_timeout", "recv_deadline"];
    match expr {
        Expr::MethodCall(it) => {
            covers(&it.method, at) && METHODS.iter().any(|method| it.method == method)
        }
        Expr::Paren(it) => gives(&it.expr, at),
        Expr::Block(it) if it.label.is_none() => {
            last(&it.block).is_some_and(|last| gives(last, at))
        }
        _ => false,
    }
}

/// The value of a block.
fn last(block: &Block) -> Option<&Expr> {
    match block.stmts.last()? {
        Stmt::Expr(it, None) => Some(it),
        _ => None,
    }
}

/// The name that is bound to what the call gave, alone or in a tuple.
fn bound(pat: &Pat, value: &Expr, at: At) -> Option<String> {
    match (pat, value) {
        (Pat::Type(it), _) => bound(&it.pat, value, at),
        (_, Expr::Block(it)) if it.label.is_none() => bound(pat, last(&it.block)?, at),
        (Pat::Tuple(names), Expr::Tuple(values)) if names.elems.len() == values.elems.len() => {
            let mut pairs = names.elems.iter().zip(&values.elems);
            pairs.find_map(|(pat, value)| bound(pat, value, at))
        }
        (Pat::Ident(it), _) if it.subpat.is_none() => {
            gives(value, at).then(|| it.ident.to_string())
        }
        _ => None,
    }
}

/// Where a `let` with an `else` leaves for an error.
fn of_local(it: &syn::Local, is_it: &impl Fn(&Expr) -> bool) -> Option<Spot> {
    let init = it.init.as_ref()?;
    let (_, other) = init.diverge.as_ref()?;
    let is_asked = is_it(&init.expr) && takes_an_end(&it.pat) == Some(false);
    is_asked.then(|| leaves(other)).flatten()
}

/// Where a `match`, or an `if let`, leaves for an error.
fn of_expr(expr: &Expr, is_it: &impl Fn(&Expr) -> bool) -> Option<Spot> {
    match expr {
        Expr::Match(it) if is_it(&it.expr) => {
            for arm in &it.arms {
                match takes_an_end(&arm.pat) {
                    Some(false) => {}
                    Some(true) if arm.guard.is_none() => return leaves(&arm.body),
                    Some(true) | None => return None,
                }
            }
            None
        }
        Expr::If(it) => match &*it.cond {
            Expr::Let(asked) if is_it(&asked.expr) => {
                if takes_an_end(&asked.pat)? {
                    in_block(&it.then_branch)
                } else {
                    leaves(&it.else_branch.as_ref()?.1)
                }
            }
            _ => None,
        },
        _ => None,
    }
}

/// Whether the pattern takes the error of a channel that has closed, as far as it says so.
fn takes_an_end(pat: &Pat) -> Option<bool> {
    match pat {
        Pat::Wild(_) => Some(true),
        Pat::Paren(it) => takes_an_end(&it.pat),
        Pat::Or(it) => {
            let cases: Option<Vec<bool>> = it.cases.iter().map(takes_an_end).collect();
            Some(cases?.contains(&true))
        }
        Pat::TupleStruct(it) if it.path.segments.last()?.ident == "Ok" => Some(false),
        Pat::TupleStruct(it) if it.path.segments.last()?.ident == "Err" => {
            is_closed(it.elems.first()?)
        }
        _ => None,
    }
}

/// Whether the pattern takes the error that says that a channel has closed.
fn is_closed(pat: &Pat) -> Option<bool> {
    match pat {
        Pat::Wild(_) => Some(true),
        // A name that begins with a capital letter may be that of a variant.
        Pat::Ident(it) if it.subpat.is_none() => {
            let name = it.ident.to_string();
            name.starts_with(|c: char| c.is_lowercase() || c == '_')
                .then_some(true)
        }
        Pat::Path(it) => {
            let name = &it.path.segments.last()?.ident;
            if name == "Disconnected" || name == "RecvError" {
                Some(true)
            } else {
                (name == "Empty" || name == "Timeout").then_some(false)
            }
        }
        Pat::Or(it) => {
            let cases: Option<Vec<bool>> = it.cases.iter().map(is_closed).collect();
            Some(cases?.contains(&true))
        }
        _ => None,
    }
}

/// The way out with which this ends in any case.
fn leaves(expr: &Expr) -> Option<Spot> {
    match expr {
        Expr::Return(it) => Some(Spot::of(&it.return_token)),
        Expr::Break(it) if it.label.is_none() => Some(Spot::of(&it.break_token)),
        Expr::Block(it) if it.label.is_none() => in_block(&it.block),
        _ => None,
    }
}

fn in_block(block: &Block) -> Option<Spot> {
    // Before that only what leads nowhere else.
    let (last, before) = block.stmts.split_last()?;
    let is_plain = |it: &Stmt| {
        matches!(
            it,
            Stmt::Expr(
                Expr::Assign(_) | Expr::Binary(_) | Expr::Call(_) | Expr::MethodCall(_),
                _
            )
        )
    };
    match last {
        Stmt::Expr(it, _) if before.iter().all(is_plain) => leaves(it),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::error_exit;
    use crate::report::names::flow::place;

    fn found(text: &str, line: u32, column: u32) -> Option<u32> {
        let file = syn::parse_file(text).unwrap();
        error_exit(&file, &place(line, column)).map(|it| it.line)
    }

    #[test]
    fn a_name_may_stand_for_what_came() {
        let text = "fn f() {\n while more() {\n  let (n, it) = {\n   let n = 1;\n   (n, one.recv(&all[n]))\n  \
                    };\n  match it {\n   Ok(it) => out.send(it),\n   Err(_) => return,\n  }\n }\n}\n";
        assert_eq!(found(text, 5, 12), Some(9));
        // Another call.
        assert_eq!(found(text, 2, 8), None);
    }

    #[test]
    fn what_came_is_asked_in_one_of_three_ways() {
        let in_loop = |body: &str| found(&format!("fn f() {{ loop {{\n{body}\n}} }}\n"), 2, 1);
        let call = "recv()";
        let asked = |text: &str| {
            let file = format!("fn f() {{ loop {{\n{}\n}} }}\n", text.replace('§', call));
            let before = file.lines().nth(1).unwrap().find(call).unwrap();
            found(&file, 2, u32::try_from(before).unwrap() + 1)
        };
        assert_eq!(in_loop("x.recv();"), None);
        assert_eq!(asked("let Ok(it) = x.§ else { return };"), Some(2));
        assert_eq!(asked("let Ok(it) = x.§ else { continue };"), None);
        assert_eq!(
            asked("if let Ok(it) = x.§ { out.send(it); } else { break; }"),
            Some(2)
        );
        assert_eq!(asked("if let Err(_) = x.§ { n += 1; break; }"), Some(2));
        assert_eq!(
            asked("match x.§ { Ok(_) => {}\n Err(Empty::Timeout) => {}\n Err(_) => break, }"),
            Some(4)
        );
        assert_eq!(
            asked("match x.§ { Err(_) if last => break, _ => {} }"),
            None
        );
        // What is left there is no loop.
        assert_eq!(
            found(
                "fn f() {\n let Ok(it) = x.recv() else { return };\n}\n",
                2,
                17
            ),
            None
        );
    }
}
