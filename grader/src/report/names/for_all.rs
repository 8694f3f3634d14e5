//! What is worked out from one entry of a map, and changes all of them.

use super::{
    basics::Variables,
    flow::{Spot, in_function},
    last_name,
    written::changes,
};
use crate::walk::{self as visit, Visit};
use std::collections::{BTreeMap, BTreeSet};
use syn::{Expr, FnArg, Pat, Stmt};

/// A loop that changes every entry.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct ForAll {
    /// The field that is changed.
    pub(in super::super) spot: Spot,
    /// The map.
    pub(in super::super) map: String,
    /// By what.
    pub(in super::super) by: String,
    /// Whose entry that was worked out from: a parameter.
    pub(in super::super) key: String,
    /// The line in which it was worked out.
    pub(in super::super) line: u32,
}

/// Where the function of this name goes through all entries of a map and changes each, whatever it holds, by something that
/// was worked out from the entry of a parameter.
pub(in super::super) fn for_all(file: &syn::File, name: Spot) -> Option<ForAll> {
    let found = in_function(file, name, |signature, block| {
        let mut all = All {
            parameters: signature.inputs.iter().filter_map(parameter).collect(),
            entries: BTreeMap::new(),
            found: None,
        };
        all.visit_block(block);
        all.found
    });
    found.flatten()
}

fn parameter(it: &FnArg) -> Option<String> {
    let FnArg::Typed(it) = it else {
        return None;
    };
    match &*it.pat {
        Pat::Ident(name) => Some(name.ident.to_string()),
        _ => None,
    }
}

/// Those that an expression reads.
pub(super) fn variables(expr: &Expr) -> BTreeSet<String> {
    let mut variables = Variables::default();
    variables.visit_expr(expr);
    variables.0
}

/// What a variable was worked out from.
#[derive(Clone)]
struct Entry {
    map: String,
    key: String,
    line: u32,
}

struct All {
    parameters: BTreeSet<String>,
    /// Variables that hold an entry, or what was worked out from one.
    entries: BTreeMap<String, Entry>,
    found: Option<ForAll>,
}

impl All {
    /// The map of which an expression takes the entry of a parameter, and that parameter.
    fn entry(&self, expr: &Expr) -> Option<(String, String)> {
        struct Entries<'a>(&'a BTreeSet<String>, Option<(String, String)>);
        impl<'ast> Visit<'ast> for Entries<'_> {
            fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
                let is_keyed = ["entry", "get", "get_mut"]
                    .iter()
                    .any(|name| it.method == name);
                if let Some(given) = it.args.first().filter(|_| is_keyed) {
                    let key = variables(given).into_iter().find(|it| self.0.contains(it));
                    self.1 = last_name(&it.receiver).zip(key);
                }
                visit::visit_expr_method_call(self, it);
            }
        }
        let mut entries = Entries(&self.parameters, None);
        entries.visit_expr(expr);
        entries.1
    }

    /// The first change of an entry among the statements of a loop.
    fn change(&self, map: &str, bound: &BTreeSet<String>, it: &Stmt) -> Option<ForAll> {
        let (left, right) = match it {
            Stmt::Expr(Expr::Assign(it), _) => (&*it.left, &*it.right),
            Stmt::Expr(Expr::Binary(it), _) if changes(&it.op) => (&*it.left, &*it.right),
            _ => return None,
        };
        let Expr::Field(field) = left else {
            return None;
        };
        if !bound.contains(&last_name(&field.base)?) {
            return None;
        }
        let read = variables(right);
        let mut read = read.iter().filter(|it| !bound.contains(*it));
        let (by, entry) = read.find_map(|it| Some((it, self.entries.get(it)?)))?;
        (entry.map == map).then(|| ForAll {
            spot: Spot::of(&field.member),
            map: map.to_owned(),
            by: by.clone(),
            key: entry.key.clone(),
            line: entry.line,
        })
    }
}

impl<'ast> Visit<'ast> for All {
    fn visit_local(&mut self, it: &'ast syn::Local) {
        visit::visit_local(self, it);
        let (Pat::Ident(name), Some(init)) = (&it.pat, &it.init) else {
            return;
        };
        let line = Spot::of(name).line;
        let read = variables(&init.expr);
        let known = read.iter().find_map(|it| self.entries.get(it)).cloned();
        let entry = self.entry(&init.expr);
        let entry = entry.map(|(map, key)| Entry { map, key, line });
        let entry = entry.or_else(|| known.map(|it| Entry { line, ..it }));
        match entry {
            Some(entry) => self.entries.insert(name.ident.to_string(), entry),
            None => self.entries.remove(&name.ident.to_string()),
        };
    }

    fn visit_expr_for_loop(&mut self, it: &'ast syn::ExprForLoop) {
        if let Expr::MethodCall(call) = &*it.expr
            && (call.method == "values_mut" || call.method == "iter_mut")
            && let Some(map) = last_name(&call.receiver)
        {
            let mut names = Names(BTreeSet::new());
            names.visit_pat(&it.pat);
            let mut changes = it.body.stmts.iter();
            let found = changes.find_map(|stmt| self.change(&map, &names.0, stmt));
            self.found = self.found.take().or(found);
        }
        visit::visit_expr_for_loop(self, it);
    }
}

/// The names that a pattern binds.
struct Names(BTreeSet<String>);

impl<'ast> Visit<'ast> for Names {
    fn visit_pat_ident(&mut self, it: &'ast syn::PatIdent) {
        self.0.insert(it.ident.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::for_all;
    use crate::report::names::flow::Spot;

    #[test]
    fn what_one_entry_gave_may_not_change_all() {
        let found = |change: &str| {
            let text = format!(
                "fn f(&self, who: &K) {{\n let mut all = self.all.lock().unwrap();\n let one = all.entry(who.clone()).or_default();\n \
                 let come = one.left - 1;\n for one in all.values_mut() {{\n  {change}\n }}\n}}\n"
            );
            let file = syn::parse_file(&text).unwrap();
            let found = for_all(&file, Spot { line: 1, column: 4 });
            found.map(|it| {
                (
                    it.spot.line,
                    it.line,
                    format!("{} {} {}", it.map, it.by, it.key),
                )
            })
        };
        let all = Some((6, 4, "all come who".to_owned()));
        assert_eq!(found("one.left -= come;"), all);
        assert_eq!(found("one.left = one.left.min(come);"), all);
        assert_eq!(found("one.left = one.most;"), None);
        assert_eq!(found("if one.is(who) { one.left -= come; }"), None);
    }
}
