//! The loop around a send: what keeps it going round, the ways out of it, and the turns that send nothing.

use super::{At, at, covers, flow::Spot};
use crate::walk::{self as visit, Visit};
use std::collections::BTreeSet;
use syn::{Block, Expr, Pat, Stmt};
use wire::Place;

/// The innermost loop around a send.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct SendLoop {
    /// What keeps it going round.
    pub(in super::super) head: Head,
    /// Its lines.
    pub(in super::super) lines: (u32, u32),
    /// Where the source leaves it, but for those places that are reached only if a send failed.
    pub(in super::super) exits: Vec<Spot>,
}

/// What keeps a loop going round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Head {
    /// Nothing can end it there.
    Forever,
    /// A condition.
    While(Spot),
    /// A range of numbers.
    Range(Spot),
    /// All that something gives.
    Each,
    /// What something gives, or maybe only some of it.
    Part,
}

/// The innermost loop in whose body a place stands, if no other loop stands around that, and all ways out of it can be
/// read.
pub(in super::super) fn send_loop(file: &syn::File, place: &Place) -> Option<SendLoop> {
    let mut find = Find {
        at: at(place)?,
        found: None,
        is_nested: false,
    };
    find.visit_file(file);
    let (head, lines, body) = find.found.filter(|_| !find.is_nested)?;
    let mut sent = Sent(BTreeSet::new());
    sent.visit_block(body);
    let mut exits = Exits {
        sent: sent.0,
        depth: 0,
        found: Vec::new(),
        is_known: true,
    };
    exits.visit_block(body);
    exits.is_known.then_some(SendLoop {
        head,
        lines,
        exits: exits.found,
    })
}

struct Find<'ast> {
    at: At,
    found: Option<(Head, (u32, u32), &'ast Block)>,
    is_nested: bool,
}

impl<'ast> Find<'ast> {
    fn round(&mut self, head: Head, first: Spot, body: &'ast Block) {
        if covers(body, self.at) {
            self.is_nested = self.found.is_some();
            self.found = Some((head, (first.line, Spot::end(body).line), body));
        }
    }
}

impl<'ast> Visit<'ast> for Find<'ast> {
    fn visit_expr_loop(&mut self, it: &'ast syn::ExprLoop) {
        self.round(Head::Forever, Spot::of(&it.loop_token), &it.body);
        visit::visit_expr_loop(self, it);
    }

    fn visit_expr_while(&mut self, it: &'ast syn::ExprWhile) {
        let first = Spot::of(&it.while_token);
        self.round(Head::While(first), first, &it.body);
        visit::visit_expr_while(self, it);
    }

    fn visit_expr_for_loop(&mut self, it: &'ast syn::ExprForLoop) {
        let head = if is_range(&it.expr) {
            Head::Range(Spot::of(&it.expr))
        } else if gives_all(&it.expr) {
            Head::Each
        } else {
            Head::Part
        };
        self.round(head, Spot::of(&it.for_token), &it.body);
        visit::visit_expr_for_loop(self, it);
    }

    // What stands in a closure, or in a function, stands in the loops of that alone.
    fn visit_expr_closure(&mut self, it: &'ast syn::ExprClosure) {
        if covers(&it.body, self.at) {
            self.found = None;
            self.is_nested = false;
        }
        visit::visit_expr_closure(self, it);
    }

    fn visit_item_fn(&mut self, it: &'ast syn::ItemFn) {
        if covers(&it.block, self.at) {
            self.found = None;
            self.is_nested = false;
        }
        visit::visit_item_fn(self, it);
    }
}

/// Numbers from here to there, whatever is made of them then.
fn is_range(expr: &Expr) -> bool {
    match expr {
        Expr::Paren(it) => is_range(&it.expr),
        Expr::MethodCall(it) => is_range(&it.receiver),
        Expr::Range(it) => it.end.is_some(),
        _ => false,
    }
}

/// It ends only where that ends which it is made of.
fn gives_all(expr: &Expr) -> bool {
    const METHODS: [&str; 5] = ["iter", "into_iter", "enumerate", "map", "by_ref"];
    match expr {
        Expr::Path(_) | Expr::Field(_) => true,
        Expr::Paren(it) => gives_all(&it.expr),
        Expr::Reference(it) => gives_all(&it.expr),
        Expr::MethodCall(it) => {
            METHODS.iter().any(|method| it.method == method) && gives_all(&it.receiver)
        }
        _ => false,
    }
}

/// The names of what sends gave back.
struct Sent(BTreeSet<String>);

impl<'ast> Visit<'ast> for Sent {
    fn visit_local(&mut self, it: &'ast syn::Local) {
        if let Pat::Ident(name) = &it.pat
            && it.init.as_ref().is_some_and(|init| is_send(&init.expr))
        {
            self.0.insert(name.ident.to_string());
        }
        visit::visit_local(self, it);
    }
}

/// A call that sends something.
fn is_send(expr: &Expr) -> bool {
    const METHODS: [&str; 4] = ["send", "try_send", "send_timeout", "send_deadline"];
    match expr {
        Expr::Paren(it) => is_send(&it.expr),
        Expr::MethodCall(it) => METHODS.iter().any(|method| it.method == method),
        _ => false,
    }
}

struct Exits {
    sent: BTreeSet<String>,
    /// Loops within the loop.
    depth: usize,
    found: Vec<Spot>,
    is_known: bool,
}

impl Exits {
    /// What a send gave back.
    fn is_sent(&self, expr: &Expr) -> bool {
        let name = super::last_segment(expr).map(ToString::to_string);
        is_send(expr) || name.is_some_and(|name| self.sent.contains(&name))
    }

    /// The condition is so only if a send failed; or if none did, for the other answer.
    fn says(&self, condition: &Expr, fails: bool) -> bool {
        use syn::BinOp::{And, Or};
        match condition {
            Expr::Paren(it) => self.says(&it.expr, fails),
            Expr::Unary(it) if matches!(it.op, syn::UnOp::Not(_)) => self.says(&it.expr, !fails),
            Expr::Binary(it) => {
                let (left, right) = (self.says(&it.left, fails), self.says(&it.right, fails));
                match it.op {
                    And(_) if fails => left || right,
                    Or(_) if fails => left && right,
                    _ => false,
                }
            }
            Expr::MethodCall(it) => {
                let method = if fails { "is_err" } else { "is_ok" };
                it.method == method && self.is_sent(&it.receiver)
            }
            Expr::Let(it) => {
                let pattern = if fails { "Err" } else { "Ok" };
                is_variant(&it.pat, pattern) && self.is_sent(&it.expr)
            }
            _ => false,
        }
    }

    /// What is reached only if a send failed.
    fn failed(&mut self, is_so: bool, visit: impl FnOnce(&mut Self)) {
        let before = self.found.len();
        visit(self);
        if is_so {
            self.found.truncate(before);
        }
    }

    fn within(&mut self, visit: impl FnOnce(&mut Self)) {
        self.depth += 1;
        visit(self);
        self.depth -= 1;
    }
}

/// A pattern for this variant alone.
fn is_variant(pat: &Pat, name: &str) -> bool {
    let Pat::TupleStruct(it) = pat else {
        return false;
    };
    it.path.segments.last().is_some_and(|it| it.ident == name)
}

impl<'ast> Visit<'ast> for Exits {
    fn visit_expr_if(&mut self, it: &'ast syn::ExprIf) {
        self.visit_expr(&it.cond);
        let is_failed = self.says(&it.cond, true);
        self.failed(is_failed, |all| all.visit_block(&it.then_branch));
        if let Some((_, other)) = &it.else_branch {
            let is_failed = self.says(&it.cond, false);
            self.failed(is_failed, |all| all.visit_expr(other));
        }
    }

    fn visit_expr_match(&mut self, it: &'ast syn::ExprMatch) {
        self.visit_expr(&it.expr);
        for arm in &it.arms {
            let is_failed = is_variant(&arm.pat, "Err") && self.is_sent(&it.expr);
            self.failed(is_failed, |all| all.visit_arm(arm));
        }
    }

    fn visit_stmt(&mut self, it: &'ast Stmt) {
        if let Stmt::Local(local) = it
            && let Some(init) = &local.init
            && let Some((_, other)) = &init.diverge
        {
            self.visit_expr(&init.expr);
            let is_failed = is_variant(&local.pat, "Ok") && self.is_sent(&init.expr);
            self.failed(is_failed, |all| all.visit_expr(other));
        } else {
            visit::visit_stmt(self, it);
        }
    }

    fn visit_expr_loop(&mut self, it: &'ast syn::ExprLoop) {
        self.within(|all| visit::visit_expr_loop(all, it));
    }

    fn visit_expr_while(&mut self, it: &'ast syn::ExprWhile) {
        self.within(|all| visit::visit_expr_while(all, it));
    }

    fn visit_expr_for_loop(&mut self, it: &'ast syn::ExprForLoop) {
        self.within(|all| visit::visit_expr_for_loop(all, it));
    }

    fn visit_expr_break(&mut self, it: &'ast syn::ExprBreak) {
        if self.depth == 0 || it.label.is_some() {
            // A label may be that of a loop within.
            self.is_known &= it.label.is_none();
            self.found.push(Spot::of(&it.break_token));
        }
    }

    fn visit_expr_return(&mut self, it: &'ast syn::ExprReturn) {
        self.found.push(Spot::of(&it.return_token));
    }

    fn visit_expr_try(&mut self, it: &'ast syn::ExprTry) {
        self.is_known &= is_send(&it.expr);
        visit::visit_expr_try(self, it);
    }

    fn visit_macro(&mut self, it: &'ast syn::Macro) {
        let tokens = it.tokens.to_string();
        let mut words = tokens.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        self.is_known &= !words.any(|word| word == "return" || word == "break");
        self.is_known &= !tokens.contains('?');
    }

    // What is left there is something else.
    fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}

    fn visit_expr_async(&mut self, _: &'ast syn::ExprAsync) {}

    fn visit_item(&mut self, _: &'ast syn::Item) {}
}

/// The `continue` between a receive and a send of one loop, if there is one only, and nothing is sent before it.
pub(in super::super) fn goes_on(file: &syn::File, receive: &Place, send: &Place) -> Option<Spot> {
    let (from, to) = (at(receive)?, at(send)?);
    let mut turns = Turns {
        from,
        to,
        depth: 0,
        is_inside: false,
        found: Vec::new(),
        sends: false,
    };
    turns.visit_file(file);
    match turns.found[..] {
        [one] if !turns.sends => Some(one),
        _ => None,
    }
}

struct Turns {
    from: At,
    to: At,
    depth: usize,
    is_inside: bool,
    found: Vec<Spot>,
    /// Something else is sent in between.
    sends: bool,
}

impl Turns {
    fn round(&mut self, is_around: bool, visit: impl FnOnce(&mut Self)) {
        if is_around {
            // The innermost one around both counts.
            (self.depth, self.is_inside, self.sends) = (0, true, false);
            self.found.clear();
            visit(self);
            self.is_inside = false;
        } else {
            self.depth += 1;
            visit(self);
            self.depth -= 1;
        }
    }

    fn is_between(&self, it: &impl syn::spanned::Spanned) -> bool {
        let start = it.span().start();
        let at = At {
            line: start.line,
            column: start.column,
        };
        self.is_inside && self.from < at && at < self.to
    }
}

impl<'ast> Visit<'ast> for Turns {
    fn visit_expr_loop(&mut self, it: &'ast syn::ExprLoop) {
        let is_around = covers(it, self.from) && covers(&it.body, self.to);
        self.round(is_around, |all| visit::visit_expr_loop(all, it));
    }

    fn visit_expr_while(&mut self, it: &'ast syn::ExprWhile) {
        let is_around = covers(it, self.from) && covers(&it.body, self.to);
        self.round(is_around, |all| visit::visit_expr_while(all, it));
    }

    fn visit_expr_for_loop(&mut self, it: &'ast syn::ExprForLoop) {
        let is_around = covers(it, self.from) && covers(&it.body, self.to);
        self.round(is_around, |all| visit::visit_expr_for_loop(all, it));
    }

    fn visit_expr_continue(&mut self, it: &'ast syn::ExprContinue) {
        if self.is_between(it) && self.depth == 0 && it.label.is_none() {
            self.found.push(Spot::of(&it.continue_token));
        }
    }

    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        let is_other = is_send(&Expr::MethodCall(it.clone())) && !covers(&it.method, self.to);
        self.sends |= is_other && self.is_between(&it.method);
        visit::visit_expr_method_call(self, it);
    }

    fn visit_expr_closure(&mut self, it: &'ast syn::ExprClosure) {
        if covers(&it.body, self.to) {
            visit::visit_expr_closure(self, it);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Head, goes_on, send_loop};
    use crate::report::names::flow::{Spot, place};

    #[test]
    fn a_loop_is_left_by_its_head_if_by_nothing_else() {
        let text = "fn f() {\n while let Some(n) = next() {\n  if out.send(n).is_err() { return; }\n }\n \
                    for n in (1..max).step_by(2) {\n  let sent = out.send(n);\n  if !sent.is_ok() { break }\n }\n \
                    loop {\n  let n = next()?;\n  out.send(n);\n }\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = send_loop(&file, &place(3, 10)).unwrap();
        assert_eq!(found.head, Head::While(Spot { line: 2, column: 2 }));
        assert!(found.exits.is_empty());
        assert_eq!(found.lines, (2, 4));
        let found = send_loop(&file, &place(6, 18)).unwrap();
        assert!(matches!(found.head, Head::Range(_)));
        assert!(found.exits.is_empty());
        assert_eq!(send_loop(&file, &place(11, 7)), None);
    }

    #[test]
    fn not_all_of_it_may_go_round() {
        let head = |of: &str| {
            let file = syn::parse_file(&format!("fn f() {{\nfor n in {of} {{\nout.send(n); }} }}"));
            send_loop(&file.unwrap(), &place(3, 5)).unwrap().head
        };
        assert_eq!(head("&input"), Head::Each);
        assert_eq!(head("self.input.iter().map(f)"), Head::Each);
        assert_eq!(head("input.iter().take(6)"), Head::Part);
        assert_eq!(
            head("1..6"),
            Head::Range(Spot {
                line: 2,
                column: 10
            })
        );
    }

    #[test]
    fn the_ways_out_are_those_that_need_no_failed_send() {
        let text = "fn f() {\n loop {\n  for a in b { if c { break; } }\n  match first {\n   \
                    Some(n) => if out.send(n).is_err() || failed { return; },\n   None if !wait => return,\n   \
                    _ => match out.send(2) { Err(_) => break, Ok(()) => {} },\n  }\n  \
                    let Ok(()) = out.send(3) else { return };\n }\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = send_loop(&file, &place(5, 22)).unwrap();
        assert_eq!(found.head, Head::Forever);
        let lines: Vec<u32> = found.exits.iter().map(|spot| spot.line).collect();
        assert_eq!(lines, [5, 6]);
        assert_eq!(send_loop(&file, &place(3, 20)), None);
    }

    #[test]
    fn a_turn_without_a_send_is_read_at_its_continue() {
        let text = "fn f() {\n loop {\n  for s in all { if s.is_old() { continue; } s.lines.try_recv(); }\n  \
                    if late { continue; }\n  out.send(line);\n  if done { continue; }\n }\n \
                    for n in input { if n > 3 { continue; } out.send(n); }\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = goes_on(&file, &place(3, 54), &place(5, 7)).unwrap();
        assert_eq!(found.line, 4);
        let found = goes_on(&file, &place(8, 11), &place(8, 46)).unwrap();
        assert_eq!(found.line, 8);
    }
}
