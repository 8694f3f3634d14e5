//! What the condition depends on under which something is reached.

use super::{
    At, at, covers,
    flow::{Lines, Spot},
    slice::is_decided,
};
use crate::walk::{self as visit, Visit};
use std::collections::BTreeSet;
use syn::{Expr, Pat, Stmt};
use wire::Place;

/// A condition.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct Guard {
    /// Where it stands.
    pub(in super::super) spot: Spot,
    /// Where something of it is computed: the place, and the name.
    pub(in super::super) computed: Vec<(Spot, String)>,
    /// Where something of that is set anew afterwards.
    pub(in super::super) anew: Vec<(Spot, String)>,
}

/// The innermost condition, or guard of an arm, under which a place stands, in its function or closure, and where the
/// variables in it are computed in these lines, outside of what it guards.
pub(in super::super) fn guard(file: &syn::File, place: &Place, lines: Lines) -> Option<Guard> {
    let mut around = Around {
        at: at(place)?,
        found: None,
    };
    around.visit_file(file);
    let (spot, condition, body) = around.found?;
    let mut used = Used(BTreeSet::new());
    used.visit_expr(condition);
    let mut makers = Makers {
        used: used.0,
        lines,
        within: body,
        computed: Vec::new(),
        anew: Vec::new(),
    };
    makers.visit_file(file);
    let Makers {
        computed, mut anew, ..
    } = makers;
    anew.retain(|(_, name)| computed.iter().any(|(_, other)| other == name));
    Some(Guard {
        spot,
        computed,
        anew,
    })
}

struct Around<'ast> {
    at: At,
    /// The word, the condition, and the lines of what it guards.
    found: Option<(Spot, &'ast Expr, Lines)>,
}

fn lines_of(it: &impl syn::spanned::Spanned) -> Lines {
    (Spot::of(it).line, Spot::end(it).line)
}

impl<'ast> Visit<'ast> for Around<'ast> {
    fn visit_expr_if(&mut self, it: &'ast syn::ExprIf) {
        if covers(&it.then_branch, self.at) {
            let body = lines_of(&it.then_branch);
            self.found = Some((Spot::of(&it.if_token), &it.cond, body));
        }
        visit::visit_expr_if(self, it);
    }

    fn visit_arm(&mut self, it: &'ast syn::Arm) {
        if covers(&it.body, self.at)
            && let Some((token, condition)) = &it.guard
        {
            self.found = Some((Spot::of(token), condition, lines_of(&it.body)));
        }
        visit::visit_arm(self, it);
    }

    fn visit_expr_closure(&mut self, it: &'ast syn::ExprClosure) {
        if covers(&it.body, self.at) {
            self.found = None;
        }
        visit::visit_expr_closure(self, it);
    }
}

struct Used(BTreeSet<String>);

impl<'ast> Visit<'ast> for Used {
    fn visit_expr_path(&mut self, it: &'ast syn::ExprPath) {
        self.0.extend(it.path.get_ident().map(ToString::to_string));
    }
}

struct Makers {
    used: BTreeSet<String>,
    lines: Lines,
    /// What the condition guards.
    within: Lines,
    computed: Vec<(Spot, String)>,
    anew: Vec<(Spot, String)>,
}

impl Makers {
    fn is_it(&self, spot: Spot, name: &str) -> bool {
        let is_in = |lines: Lines| (lines.0..=lines.1).contains(&spot.line);
        self.used.contains(name) && is_in(self.lines) && !is_in(self.within)
    }
}

impl<'ast> Visit<'ast> for Makers {
    fn visit_stmt(&mut self, it: &'ast Stmt) {
        if let Stmt::Local(local) = it
            && let Pat::Ident(pat) = &local.pat
            && local.init.as_ref().is_some_and(|it| is_decided(&it.expr))
        {
            let (spot, name) = (Spot::of(&pat.ident), pat.ident.to_string());
            if self.is_it(spot, &name) {
                self.computed.push((spot, name));
            }
        }
        visit::visit_stmt(self, it);
    }

    fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
        if let Expr::Path(path) = &*it.left
            && let Some(name) = path.path.get_ident()
        {
            let spot = Spot::of(name);
            if self.is_it(spot, &name.to_string()) {
                self.anew.push((spot, name.to_string()));
            }
        }
        visit::visit_expr_assign(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::guard;
    use crate::report::names::flow::place;

    #[test]
    fn the_variables_of_a_guard_are_followed() {
        let text = "fn f() {\n let mut latest = 0;\n let mut wait = any() && !all();\n let other = a < b;\n \
                    if late { wait = true; }\n match first {\n  Some(at) if at < latest || !wait => {\n   \
                    wait = false;\n   if out.send(at).is_err() { return; }\n  }\n  _ => {}\n }\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = guard(&file, &place(9, 11), (1, 12)).unwrap();
        assert_eq!((found.spot.line, found.spot.column), (7, 12));
        let lines = |all: &[(super::Spot, String)]| -> Vec<u32> {
            all.iter().map(|(spot, _)| spot.line).collect()
        };
        assert_eq!(lines(&found.computed), [3]);
        assert_eq!(lines(&found.anew), [5]);
        assert!(guard(&file, &place(2, 2), (1, 12)).is_none());
    }
}
