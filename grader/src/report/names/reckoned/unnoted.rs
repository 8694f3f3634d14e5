//! A function that works out how long to wait, waits, and may leave nothing behind.

use super::{Asked, asked, member};
use crate::{
    report::names::{
        flow::{Spot, in_function},
        for_all::variables,
        last_name, last_segment,
        written::changes,
    },
    walk::{self as visit, Visit},
};
use std::collections::BTreeSet;
use syn::{Expr, Pat, ReturnType, Stmt};

/// How long is waited in any case, and what is called besides.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super::super) struct Waits {
    /// The call that works it out: where its name stands.
    pub(in super::super::super) spot: Spot,
    /// That call.
    pub(in super::super::super) asked: Asked,
    /// The line of the sleep.
    pub(in super::super::super) line: u32,
    /// Other methods of the same variable that are called after that, each with the `if` that decides about it, if that is
    /// all that does; and whether nothing does.
    pub(in super::super::super) calls: Vec<(String, Option<Spot>, bool)>,
}

/// What the function of this name does that gives nothing back, has a method of a variable work out a time, and sleeps for
/// that, both in any case.
pub(in super::super::super) fn waits(file: &syn::File, name: Spot) -> Option<Waits> {
    let found = in_function(file, name, |signature, block| {
        if !matches!(signature.output, ReturnType::Default) {
            return None;
        }
        let mut statements = block.stmts.iter().enumerate();
        statements.find_map(|(at, stmt)| {
            let Stmt::Local(local) = stmt else {
                return None;
            };
            let (Pat::Ident(time), Expr::MethodCall(call)) =
                (&local.pat, &*local.init.as_ref()?.expr)
            else {
                return None;
            };
            let Expr::Path(of) = &*call.receiver else {
                return None;
            };
            let of = of.path.get_ident()?.to_string();
            let time = time.ident.to_string();
            let after = &block.stmts[at + 1..];
            let line = after.iter().find_map(|stmt| sleeps(stmt, &time))?;
            let mut calls = Calls {
                of,
                time,
                under: None,
                is_plain: true,
                found: Vec::new(),
            };
            for stmt in after {
                calls.visit_stmt(stmt);
            }
            Some(Waits {
                spot: Spot::of(&call.method),
                asked: asked(&local.init.as_ref()?.expr)?,
                line,
                calls: calls.found,
            })
        })
    });
    found.flatten()
}

/// The line of the sleep that a statement is.
fn sleeps(stmt: &Stmt, time: &str) -> Option<u32> {
    let Stmt::Expr(Expr::Call(call), _) = stmt else {
        return None;
    };
    let is_sleep = last_segment(&call.func).is_some_and(|name| name == "sleep");
    let given = call.args.first().filter(|_| is_sleep)?;
    (last_name(given)? == time).then(|| Spot::of(&call.func).line)
}

/// Methods of a variable that are called.
struct Calls {
    of: String,
    time: String,
    /// The innermost `if` around, if it has no `else` and asks for the time.
    under: Option<Spot>,
    /// Nothing else decides.
    is_plain: bool,
    found: Vec<(String, Option<Spot>, bool)>,
}

impl<'ast> Visit<'ast> for Calls {
    fn visit_expr(&mut self, it: &'ast Expr) {
        let before = (self.under, self.is_plain);
        match it {
            Expr::If(it) => {
                let asks = variables(&it.cond).contains(&self.time);
                let is_first = self.under.is_none() && self.is_plain;
                if asks && is_first && it.else_branch.is_none() {
                    self.under = Some(Spot::of(&it.if_token));
                } else {
                    self.is_plain = false;
                }
            }
            Expr::While(_)
            | Expr::Loop(_)
            | Expr::ForLoop(_)
            | Expr::Match(_)
            | Expr::Closure(_) => {
                self.is_plain = false;
            }
            Expr::MethodCall(it) => {
                let is_of =
                    matches!(&*it.receiver, Expr::Path(path) if path.path.is_ident(&self.of));
                if is_of {
                    let under = self.under.filter(|_| self.is_plain);
                    let always = self.is_plain && self.under.is_none();
                    self.found.push((it.method.to_string(), under, always));
                }
            }
            _ => {}
        }
        visit::visit_expr(self, it);
        (self.under, self.is_plain) = before;
    }
}

/// The fields that the function of this name reads, and those that it changes.
pub(in super::super::super) fn fields(
    file: &syn::File,
    name: Spot,
) -> (BTreeSet<String>, BTreeSet<String>) {
    #[derive(Default)]
    struct Fields(BTreeSet<String>, BTreeSet<String>);
    impl Fields {
        fn changed(&mut self, left: &Expr) {
            self.1.extend(member(left).map(ToString::to_string));
        }
    }
    impl<'ast> Visit<'ast> for Fields {
        fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
            self.changed(&it.left);
            visit::visit_expr_assign(self, it);
        }

        fn visit_expr_binary(&mut self, it: &'ast syn::ExprBinary) {
            if changes(&it.op) {
                self.changed(&it.left);
            }
            visit::visit_expr_binary(self, it);
        }

        fn visit_expr(&mut self, it: &'ast Expr) {
            if matches!(it, Expr::Field(_)) {
                self.0.extend(member(it).map(ToString::to_string));
            }
            visit::visit_expr(self, it);
        }
    }
    let found = in_function(file, name, |_, block| {
        let mut fields = Fields::default();
        fields.visit_block(block);
        (fields.0, fields.1)
    });
    found.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{fields, waits};
    use crate::report::names::flow::Spot;

    fn parse(body: &str) -> syn::File {
        syn::parse_file(&format!(
            "fn take(&self) {{\n let wait = level.wait(now);\n{body}\n}}\n"
        ))
        .unwrap()
    }

    const NAME: Spot = Spot { line: 1, column: 4 };

    #[test]
    fn what_is_called_besides_a_wait_is_seen_with_what_decides_about_it() {
        let calls = |body: &str| {
            let waits = waits(&parse(body), NAME)?;
            let calls = waits.calls.into_iter();
            let calls = calls.map(|(name, under, always)| (name, under.map(|it| it.line), always));
            Some((waits.line, calls.collect::<Vec<_>>()))
        };
        let note = "note".to_owned();
        assert_eq!(calls(" sleep(wait);"), Some((3, Vec::new())));
        let under = " if wait.is_zero() {\n  level.note(now);\n }\n sleep(wait);";
        assert_eq!(
            calls(under),
            Some((6, vec![(note.clone(), Some(3), false)]))
        );
        let always = " level.note(now);\n sleep(wait);";
        assert_eq!(calls(always), Some((4, vec![(note.clone(), None, true)])));
        let other = " if a {\n  level.note(now);\n }\n sleep(wait);";
        assert_eq!(calls(other), Some((6, vec![(note, None, false)])));
        assert_eq!(calls(" if a {\n  sleep(wait);\n }"), None);
    }

    #[test]
    fn fields_are_read_and_changed() {
        let (read, changed) = fields(&parse(" self.a = self.b;\n self.c += 1;"), NAME);
        assert_eq!(read.into_iter().collect::<String>(), "abc");
        assert_eq!(changed.into_iter().collect::<String>(), "ac");
    }
}
