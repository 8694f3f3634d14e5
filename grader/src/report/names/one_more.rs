//! Waits for room that end while there is none yet: a count that is held against its limit, and grows by one after that.

use super::{
    binding::identifier,
    flow::{Spot, in_function},
    last_name,
};
use crate::walk::{self as visit, Visit};
use std::collections::BTreeMap;
use syn::{BinOp, Expr, Stmt};

/// Methods that put one more in.
const PUTS: [&str; 4] = ["push", "push_back", "push_front", "insert"];

/// A comparison that lets in one more than the limit says.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct OneMore {
    /// Where the comparison stands.
    pub(in super::super) spot: Spot,
    /// What is counted.
    pub(in super::super) count: String,
    /// It is a collection, and no number.
    pub(in super::super) is_collection: bool,
    /// What it is held against.
    pub(in super::super) limit: String,
    /// The line in which it grows.
    pub(in super::super) grows: u32,
}

/// In the function of this name: what is waited for while a count is greater than its limit, and grows by one after that.
pub(in super::super) fn one_more(file: &syn::File, name: Spot) -> Vec<OneMore> {
    let find = |_: &syn::Signature, block: &syn::Block| {
        let mut waits = Waits {
            closures: BTreeMap::new(),
            found: Vec::new(),
        };
        waits.visit_block(block);
        waits.found
    };
    in_function(file, name, find).unwrap_or_default()
}

struct Waits<'ast> {
    /// Closures that have names.
    closures: BTreeMap<String, &'ast Expr>,
    found: Vec<OneMore>,
}

impl<'ast> Visit<'ast> for Waits<'ast> {
    fn visit_block(&mut self, it: &'ast syn::Block) {
        for (index, stmt) in it.stmts.iter().enumerate() {
            if let Stmt::Local(local) = stmt
                && let Some(name) = identifier(&local.pat)
                && let Some(Expr::Closure(closure)) = local.init.as_ref().map(|it| &*it.expr)
            {
                self.closures.insert(name, &closure.body);
            }
            let Some(condition) = self.condition(stmt) else {
                continue;
            };
            for (left, right, spot) in greater(condition) {
                let after = &it.stmts[index + 1..];
                self.found.extend(compared(left, right, spot, after));
            }
        }
        visit::visit_block(self, it);
    }
}

impl<'ast> Waits<'ast> {
    /// What a statement waits for to become false.
    fn condition(&self, stmt: &'ast Stmt) -> Option<&'ast Expr> {
        let mut calls = Calls(Vec::new());
        if let Stmt::Expr(Expr::While(it), _) = stmt {
            calls.visit_block(&it.body);
            let waits = |it: &&syn::ExprMethodCall| it.method == "wait" && it.args.len() == 1;
            return calls.0.iter().any(waits).then_some(&*it.cond);
        }
        calls.visit_stmt(stmt);
        let wait = calls.0.into_iter().find(|it| it.method == "wait_while")?;
        match wait.args.last()? {
            Expr::Closure(it) => Some(&it.body),
            Expr::Path(it) => {
                let name = it.path.get_ident()?.to_string();
                self.closures.get(&name).copied()
            }
            _ => None,
        }
    }
}

/// The method calls that something holds.
struct Calls<'ast>(Vec<&'ast syn::ExprMethodCall>);

impl<'ast> Visit<'ast> for Calls<'ast> {
    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        self.0.push(it);
        visit::visit_expr_method_call(self, it);
    }
}

/// What has to be greater than what, for a condition to be true.
fn greater(condition: &Expr) -> Vec<(&Expr, &Expr, Spot)> {
    match condition {
        Expr::Paren(it) => greater(&it.expr),
        Expr::Binary(it) => match it.op {
            BinOp::And(_) => {
                let mut both = greater(&it.left);
                both.extend(greater(&it.right));
                both
            }
            BinOp::Gt(_) => vec![(&it.left, &it.right, Spot::of(it))],
            BinOp::Lt(_) => vec![(&it.right, &it.left, Spot::of(it))],
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// A count, its limit, and where the count grows afterwards.
fn compared(left: &Expr, right: &Expr, spot: Spot, after: &[Stmt]) -> Option<OneMore> {
    let is_collection = match left {
        Expr::MethodCall(it) if it.method == "len" => true,
        Expr::Field(_) | Expr::Path(_) | Expr::Unary(_) => false,
        _ => return None,
    };
    if !matches!(right, Expr::Field(_) | Expr::Path(_) | Expr::Unary(_)) {
        return None;
    }
    let (count, limit) = (last_name(left)?, last_name(right)?);
    let mut grows = Grows {
        count: &count,
        is_collection,
        found: None,
    };
    for stmt in after {
        grows.visit_stmt(stmt);
    }
    let grows = grows.found?;
    Some(OneMore {
        spot,
        count,
        is_collection,
        limit,
        grows,
    })
}

struct Grows<'n> {
    count: &'n str,
    is_collection: bool,
    found: Option<u32>,
}

impl<'ast> Visit<'ast> for Grows<'_> {
    fn visit_expr_binary(&mut self, it: &'ast syn::ExprBinary) {
        let adds = matches!(it.op, BinOp::AddAssign(_)) && !self.is_collection;
        if adds && last_name(&it.left).is_some_and(|name| name == self.count) {
            self.found.get_or_insert(Spot::of(it).line);
        }
        visit::visit_expr_binary(self, it);
    }

    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        let puts = PUTS.iter().any(|name| it.method == name) && self.is_collection;
        if puts && last_name(&it.receiver).is_some_and(|name| name == self.count) {
            self.found.get_or_insert(Spot::of(&it.method).line);
        }
        visit::visit_expr_method_call(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::{super::functions, one_more};

    fn found(body: &str) -> Vec<(u32, u32)> {
        let text = format!("fn f() {{\n{body}\n}}\n");
        let file = syn::parse_file(&text).unwrap();
        let found = one_more(&file, functions(&text)[0].spot()).into_iter();
        found.map(|it| (it.spot.line, it.grows)).collect()
    }

    #[test]
    fn who_waits_only_beyond_the_limit_lets_in_one_more() {
        let wait = "s = c.wait(s).unwrap();";
        let queue = format!("while s.queue.len() > self.room && !s.closed {{ {wait} }}\ns.queue.");
        assert_eq!(found(&format!("{queue}push_back(1);")), [(2, 3)]);
        assert!(found(&format!("{queue}pop();")).is_empty());
        let equal = queue.replace('>', ">=");
        assert!(found(&format!("{equal}push_back(1);")).is_empty());
        let number = format!("while s.limit < s.inside {{ {wait} }}\ns.inside += 1;");
        assert_eq!(found(&number), [(2, 3)]);
        let closure = "let full = |q| q.len() > room;\nlet mut q = c.wait_while(q, full).unwrap();\nq.push(1);";
        assert_eq!(found(closure), [(2, 4)]);
        assert!(found("while q.len() > room { q.pop(); }\nq.push(1);").is_empty());
    }
}
