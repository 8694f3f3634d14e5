//! Variables that are counted on, and where that is left out.

use super::{
    At, arms, at, covers,
    flow::{Lines, Spot, in_function},
    last_name, last_segment,
};
use crate::walk::{self as visit, Visit};
use std::collections::BTreeSet;
use syn::{BinOp, Expr, FnArg, Pat, Stmt};
use wire::Place;

/// A call beside which nothing is counted.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct Uncounted {
    /// Where it stands.
    pub(in super::super) spot: Spot,
    /// What is called.
    pub(in super::super) name: String,
    /// It stands in a loop, or in a closure.
    pub(in super::super) is_again: bool,
    /// The line that counts beside another call of the same.
    pub(in super::super) counted: u32,
}

/// The only call in the function of this name, of something that it was given, beside which a variable does not go up,
/// though it does beside another call of the same.
pub(in super::super) fn uncounted(file: &syn::File, name: Spot, field: &str) -> Option<Uncounted> {
    let found = in_function(file, name, |signature, block| {
        let mut given = BTreeSet::new();
        for it in &signature.inputs {
            if let FnArg::Typed(it) = it
                && let Pat::Ident(it) = &*it.pat
            {
                given.insert(it.ident.to_string());
            }
        }
        let mut calls = Calls {
            field,
            given,
            around: Vec::new(),
            rounds: 0,
            found: Vec::new(),
        };
        calls.visit_block(block);
        calls.found
    })?;
    let mut without = found.iter().filter(|it| it.counted.is_none());
    let (one, None) = (without.next()?, without.next()) else {
        return None;
    };
    let mut others = found.iter().filter(|it| it.name == one.name);
    Some(Uncounted {
        spot: one.spot,
        name: one.name.clone(),
        is_again: one.is_again,
        counted: others.find_map(|it| it.counted)?,
    })
}

/// A call of something that the function was given.
struct Called {
    spot: Spot,
    name: String,
    is_again: bool,
    counted: Option<u32>,
}

/// What a statement counts and calls.
struct Deeds<'n> {
    field: &'n str,
    counted: Option<u32>,
    called: BTreeSet<String>,
}

impl<'ast> Visit<'ast> for Deeds<'_> {
    fn visit_expr_binary(&mut self, it: &'ast syn::ExprBinary) {
        if matches!(it.op, BinOp::AddAssign(_))
            && last_name(&it.left).as_deref() == Some(self.field)
        {
            self.counted = self.counted.or(Some(Spot::of(it).line));
        }
        visit::visit_expr_binary(self, it);
    }

    fn visit_expr_call(&mut self, it: &'ast syn::ExprCall) {
        self.called
            .extend(last_segment(&it.func).map(ToString::to_string));
        visit::visit_expr_call(self, it);
    }

    fn visit_macro(&mut self, it: &'ast syn::Macro) {
        for body in arms::bodies(it.tokens.clone()) {
            Visit::visit_expr(self, &body);
        }
    }
}

struct Calls<'n> {
    field: &'n str,
    given: BTreeSet<String>,
    /// Of each block around: what its statements do, and which of them is looked at.
    around: Vec<(Vec<Deeds<'n>>, usize)>,
    rounds: usize,
    found: Vec<Called>,
}

impl Calls<'_> {
    /// Where it is counted beside a call: by the statement itself, or by one of those around that has no such call.
    fn counted(&self, name: &str) -> Option<u32> {
        let own = self
            .around
            .last()
            .and_then(|(all, at)| all.get(*at)?.counted);
        let beside = self.around.iter().rev().find_map(|(all, at)| {
            let others = all.iter().enumerate().filter(|(it, _)| it != at);
            let mut others = others.filter(|(_, it)| !it.called.contains(name));
            others.find_map(|(_, it)| it.counted)
        });
        beside.or(own)
    }

    fn round(&mut self, visit: impl FnOnce(&mut Self)) {
        self.rounds += 1;
        visit(self);
        self.rounds -= 1;
    }
}

impl<'ast> Visit<'ast> for Calls<'_> {
    fn visit_block(&mut self, it: &'ast syn::Block) {
        let deeds = it.stmts.iter().map(|stmt| {
            let mut deeds = Deeds {
                field: self.field,
                counted: None,
                called: BTreeSet::new(),
            };
            deeds.visit_stmt(stmt);
            deeds
        });
        let deeds = deeds.collect();
        self.around.push((deeds, 0));
        for (index, stmt) in it.stmts.iter().enumerate() {
            if let Some((_, at)) = self.around.last_mut() {
                *at = index;
            }
            self.visit_stmt(stmt);
        }
        self.around.pop();
    }

    fn visit_expr_call(&mut self, it: &'ast syn::ExprCall) {
        if let Some(name) = last_segment(&it.func).map(ToString::to_string)
            && self.given.contains(&name)
        {
            self.found.push(Called {
                spot: Spot::of(&it.func),
                is_again: self.rounds > 0,
                counted: self.counted(&name),
                name,
            });
        }
        visit::visit_expr_call(self, it);
    }

    fn visit_macro(&mut self, it: &'ast syn::Macro) {
        for body in arms::bodies(it.tokens.clone()) {
            Visit::visit_expr(self, &body);
        }
    }

    fn visit_expr_loop(&mut self, it: &'ast syn::ExprLoop) {
        self.round(|all| visit::visit_expr_loop(all, it));
    }

    fn visit_expr_while(&mut self, it: &'ast syn::ExprWhile) {
        self.round(|all| visit::visit_expr_while(all, it));
    }

    fn visit_expr_for_loop(&mut self, it: &'ast syn::ExprForLoop) {
        self.round(|all| visit::visit_expr_for_loop(all, it));
    }

    fn visit_expr_closure(&mut self, it: &'ast syn::ExprClosure) {
        self.round(|all| visit::visit_expr_closure(all, it));
    }
}

/// An arm in which a variable does not go down.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct LeftOut {
    /// Where the arm begins.
    pub(in super::super) spot: Spot,
    /// The variable.
    pub(in super::super) name: String,
    /// The lines of the other arms in which it goes down.
    pub(in super::super) others: Vec<u32>,
    /// The blocks of the loop in which it goes up.
    pub(in super::super) up: Vec<Lines>,
}

/// The only arm, of the `match` on what is received at a place, that goes on with the loop around it and has nothing of a
/// variable, which goes down in all the other arms that go on, and nowhere else in the loop, which ends by it.
pub(in super::super) fn left_out(file: &syn::File, place: &Place) -> Option<LeftOut> {
    struct Loops(At, Option<LeftOut>);
    impl<'ast> Visit<'ast> for Loops {
        fn visit_expr_loop(&mut self, it: &'ast syn::ExprLoop) {
            if covers(&it.body, self.0) {
                self.1 = in_loop(&it.body, self.0);
            }
            visit::visit_expr_loop(self, it);
        }
    }
    let mut loops = Loops(at(place)?, None);
    loops.visit_file(file);
    loops.1
}

/// The same, of one loop.
fn in_loop(body: &syn::Block, receive: At) -> Option<LeftOut> {
    let arms = body.stmts.iter().enumerate().find_map(|(index, it)| {
        let Stmt::Expr(Expr::Match(it), _) = it else {
            return None;
        };
        let is_bound = || {
            let Some(Stmt::Local(local)) = index.checked_sub(1).map(|it| &body.stmts[it]) else {
                return false;
            };
            let Pat::Ident(pat) = &local.pat else {
                return false;
            };
            covers(local, receive) && last_segment(&it.expr) == Some(&pat.ident)
        };
        (covers(&it.expr, receive) || is_bound()).then_some(&it.arms)
    })?;
    let mut all = Steps::default();
    all.visit_block(body);
    let of = |arm: &syn::Arm| {
        let mut steps = Steps::default();
        steps.visit_expr(&arm.body);
        steps
    };
    let going: Vec<(&syn::Arm, Steps)> = arms
        .iter()
        .map(|it| (it, of(it)))
        .filter(|(_, steps)| !steps.leaves)
        .collect();
    let names: BTreeSet<&String> = all.down.iter().map(|(_, name)| name).collect();
    names.into_iter().find_map(|name| {
        let downs = |steps: &Steps| -> Vec<u32> {
            let downs = steps.down.iter().filter(|(_, it)| it == name);
            downs.map(|(spot, _)| spot.line).collect()
        };
        let mut without = going
            .iter()
            .filter(|(_, steps)| !steps.named.contains(name));
        let (arm, None) = (&without.next()?.0, without.next()) else {
            return None;
        };
        let others: Vec<u32> = going.iter().flat_map(|(_, it)| downs(it)).collect();
        let up = all.up.iter().filter(|(_, it)| it == name);
        let up: Vec<Lines> = up.map(|(lines, _)| *lines).collect();
        let is_it = all.ends.contains(name)
            && !up.is_empty()
            && others.len() + 1 == going.len()
            && downs(&all).len() == others.len();
        is_it.then(|| LeftOut {
            spot: Spot::of(*arm),
            name: name.clone(),
            others,
            up,
        })
    })
}

/// What goes up and down somewhere.
#[derive(Default)]
struct Steps {
    block: Lines,
    up: Vec<(Lines, String)>,
    down: Vec<(Spot, String)>,
    /// All that is named.
    named: BTreeSet<String>,
    /// What conditions ask under which it is left.
    ends: BTreeSet<String>,
    leaves: bool,
}

impl<'ast> Visit<'ast> for Steps {
    fn visit_block(&mut self, it: &'ast syn::Block) {
        let lines = (Spot::of(it).line, Spot::end(it).line);
        let around = std::mem::replace(&mut self.block, lines);
        visit::visit_block(self, it);
        self.block = around;
    }

    fn visit_expr_binary(&mut self, it: &'ast syn::ExprBinary) {
        if let Expr::Path(path) = &*it.left
            && let Some(name) = path.path.get_ident().map(ToString::to_string)
        {
            match it.op {
                BinOp::AddAssign(_) => self.up.push((self.block, name)),
                BinOp::SubAssign(_) => self.down.push((Spot::of(it), name)),
                _ => {}
            }
        }
        visit::visit_expr_binary(self, it);
    }

    fn visit_expr_if(&mut self, it: &'ast syn::ExprIf) {
        let mut then = Steps::default();
        then.visit_block(&it.then_branch);
        if then.leaves {
            let mut asked = Steps::default();
            asked.visit_expr(&it.cond);
            self.ends.extend(asked.named);
        }
        visit::visit_expr_if(self, it);
    }

    fn visit_expr_break(&mut self, it: &'ast syn::ExprBreak) {
        self.leaves = true;
        visit::visit_expr_break(self, it);
    }

    fn visit_expr_return(&mut self, it: &'ast syn::ExprReturn) {
        self.leaves = true;
        visit::visit_expr_return(self, it);
    }

    fn visit_macro(&mut self, it: &'ast syn::Macro) {
        let text = it.tokens.to_string();
        let words = text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        self.named.extend(words.map(str::to_owned));
    }

    fn visit_ident(&mut self, it: &'ast syn::Ident) {
        self.named.insert(it.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::{super::flow::Spot, left_out, uncounted};
    use crate::report::names::flow::place;

    #[test]
    fn a_call_beside_which_nothing_is_counted_is_found() {
        let found = |first: &str, body: &str| {
            let text = format!(
                "fn f(r: R, mut handle: F) {{\n let mut n = 0;\n {first}\n loop {{\n  select! {{\n   recv(r) -> q => \
                 {{\n    {body}\n   }}\n  }}\n }}\n}}\n"
            );
            let file = syn::parse_file(&text).unwrap();
            let found = uncounted(&file, Spot { line: 1, column: 4 }, "n")?;
            Some((found.spot.line, found.is_again, found.counted))
        };
        let counted = "handle(q);\n    n += 1;";
        assert_eq!(found("handle(r);", counted), Some((3, false, 8)));
        assert_eq!(found("handle(r); n += 1;", counted), None);
        assert_eq!(found("handle(r);", "handle(q);"), None);
        assert_eq!(found("n += handle(r);", "handle(q);"), Some((7, true, 3)));
        let both = "if a { handle(q); } else { handle(r); }\n    n += 1;";
        assert_eq!(found("other(r);", both), None);
    }

    #[test]
    fn an_arm_in_which_nothing_goes_down_is_found() {
        let found = |first: &str, end: &str| {
            let text = format!(
                "fn f() {{\n let mut n = 0;\n loop {{\n  while n < limit {{\n   jobs.send(1);\n   n += 1;\n  }}\n  \
                 if {end} {{ break; }}\n  let it =\n   r.recv();\n  match it {{\n   A(p) => {first},\n   B => {{\n    \
                 n -= 1;\n   }}\n   C => return,\n  }}\n }}\n}}\n"
            );
            let file = syn::parse_file(&text).unwrap();
            let found = left_out(&file, &place(10, 6))?;
            Some((found.spot.line, found.name, found.others, found.up))
        };
        let there = Some((12, "n".to_owned(), vec![14], vec![(4, 7)]));
        assert_eq!(found("all.push(p)", "n == 0"), there);
        assert_eq!(found("n -= 1", "n == 0"), None);
        assert_eq!(found("return", "n == 0"), None);
        assert_eq!(found("all.push(p)", "late"), None);
    }
}
