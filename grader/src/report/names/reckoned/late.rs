//! A value that is worked out before what it is made of is brought up to date.

use super::{Asked, Since, asked, member, moments};
use crate::{
    report::names::{
        basics::Variables,
        flow::{Spot, in_function},
        last_name,
        written::changes,
    },
    walk::{self as visit, Visit},
};
use std::collections::BTreeSet;
use syn::{Expr, Pat, Stmt};

/// A variable that a method gave, and another method that is called on the same after that, and before the variable is
/// used.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super::super) struct Late {
    /// Where the first method is called.
    pub(in super::super::super) spot: Spot,
    /// The variable.
    pub(in super::super::super) name: String,
    /// The first method.
    pub(in super::super::super) worked: Asked,
    /// The other one.
    pub(in super::super::super) after: Asked,
    /// The line of that.
    pub(in super::super::super) line: u32,
}

/// Such variables in the function of this name.
pub(in super::super::super) fn late(file: &syn::File, name: Spot) -> Vec<Late> {
    struct Blocks(Vec<Late>);
    impl<'ast> Visit<'ast> for Blocks {
        fn visit_block(&mut self, it: &'ast syn::Block) {
            for (at, stmt) in it.stmts.iter().enumerate() {
                let (before, rest) = it.stmts.split_at(at);
                self.0.extend(late_in(before, stmt, &rest[1..]));
            }
            visit::visit_block(self, it);
        }
    }
    let found = in_function(file, name, |_, block| {
        let mut blocks = Blocks(Vec::new());
        blocks.visit_block(block);
        blocks.0
    });
    found.unwrap_or_default()
}

fn late_in(before: &[Stmt], stmt: &Stmt, rest: &[Stmt]) -> Vec<Late> {
    let Stmt::Local(syn::Local {
        pat: Pat::Ident(name),
        init: Some(init),
        ..
    }) = stmt
    else {
        return Vec::new();
    };
    let Some((owner, worked, _)) = method(&init.expr) else {
        return Vec::new();
    };
    let found = rest.iter().enumerate().filter_map(|(at, stmt)| {
        let Stmt::Expr(expr, Some(_)) = stmt else {
            return None;
        };
        let (_, after, line) = method(expr).filter(|(other, ..)| *other == owner)?;
        let mut reads = Variables::default();
        for it in &rest[at + 1..] {
            reads.visit_stmt(it);
        }
        let is_used = reads.0.contains(&name.ident.to_string());
        let mut calls = Calls(&after.name, false);
        for it in before {
            calls.visit_stmt(it);
        }
        (is_used && !calls.1).then(|| Late {
            spot: Spot::of(&init.expr),
            name: name.ident.to_string(),
            worked: worked.clone(),
            after,
            line,
        })
    });
    found.collect()
}

/// A call of a method: the name of what it is called on, the call, and its line.
fn method(expr: &Expr) -> Option<(String, Asked, u32)> {
    match expr {
        Expr::MethodCall(it) => {
            let line = Spot::of(&it.method).line;
            Some((last_name(&it.receiver)?, asked(expr)?, line))
        }
        _ => None,
    }
}

/// Whether a method of this name is called.
struct Calls<'n>(&'n str, bool);

impl<'ast> Visit<'ast> for Calls<'_> {
    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        self.1 |= it.method == self.0;
        visit::visit_expr_method_call(self, it);
    }
}

/// The fields that the function of this name reads.
pub(in super::super::super) fn reads(file: &syn::File, name: Spot) -> BTreeSet<String> {
    struct Fields(BTreeSet<String>);
    impl<'ast> Visit<'ast> for Fields {
        fn visit_expr(&mut self, it: &'ast Expr) {
            self.0.extend(member(it).map(ToString::to_string));
            visit::visit_expr(self, it);
        }
    }
    let found = in_function(file, name, |_, block| {
        let mut fields = Fields(BTreeSet::new());
        fields.visit_block(block);
        fields.0
    });
    found.unwrap_or_default()
}

/// The fields that the function of this name changes, if it asks how much time has passed since one.
pub(in super::super::super) fn brings(file: &syn::File, name: Spot) -> BTreeSet<String> {
    struct Changed(BTreeSet<String>);
    impl<'ast> Visit<'ast> for Changed {
        fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
            self.0.extend(member(&it.left).map(ToString::to_string));
            visit::visit_expr_assign(self, it);
        }

        fn visit_expr_binary(&mut self, it: &'ast syn::ExprBinary) {
            if changes(&it.op) {
                self.0.extend(member(&it.left).map(ToString::to_string));
            }
            visit::visit_expr_binary(self, it);
        }
    }
    if counts(file, name).is_empty() {
        return BTreeSet::new();
    }
    let found = in_function(file, name, |_, block| {
        let mut changed = Changed(BTreeSet::new());
        changed.visit_block(block);
        changed.0
    });
    found.unwrap_or_default()
}

/// The fields since which the function of this name asks how much time has passed.
pub(in super::super::super) fn counts(file: &syn::File, name: Spot) -> BTreeSet<String> {
    let found = in_function(file, name, |signature, block| {
        let mut since = Since {
            moments: moments(signature, block),
            fields: BTreeSet::new(),
        };
        since.visit_block(block);
        since.fields
    });
    found.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{brings, counts, late, reads};
    use crate::report::names::flow::Spot;

    const NAME: Spot = Spot { line: 1, column: 4 };

    #[test]
    fn a_variable_may_be_older_than_what_it_is_made_of() {
        let found = |body: &str| {
            let text = format!("fn f(&mut self) {{\n{body}\n}}\n");
            let found = late(&syn::parse_file(&text).unwrap(), NAME).into_iter();
            let found = found.map(|it| (it.spot.line, it.after.name, it.line));
            found.collect::<Vec<_>>()
        };
        let text = "let wait = self.wait(now);\nself.refill(now);\nif wait.is_zero() { take() }";
        assert_eq!(found(text), [(2, "refill".to_owned(), 3)]);
        for innocent in [
            "self.refill(now);\nlet wait = self.wait(now);\nself.refill(now);\nwait",
            "let wait = self.wait(now);\nother.refill(now);\nwait",
            "let wait = self.wait(now);\nself.refill(now);\nelse_()",
        ] {
            assert_eq!(found(innocent), [], "{innocent}");
        }
    }

    #[test]
    fn a_function_brings_up_to_date_what_it_changes_by_the_clock() {
        let text = "fn f(&mut self, now: Instant) {\n self.left += (now - self.at) / 5;\n self.last = 1;\n}\n";
        let file = syn::parse_file(text).unwrap();
        assert_eq!(
            brings(&file, NAME).into_iter().collect::<Vec<_>>(),
            ["last", "left"]
        );
        assert_eq!(counts(&file, NAME).into_iter().collect::<Vec<_>>(), ["at"]);
        assert_eq!(reads(&file, NAME).len(), 3);
        let other = syn::parse_file("fn f(&mut self, now: Instant) {\n self.left += 1;\n}\n");
        assert!(brings(&other.unwrap(), NAME).is_empty());
    }
}
