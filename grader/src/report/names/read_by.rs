//! What a condition reads, and what makes that what it is.

use super::{
    At,
    basics::Variables,
    covers,
    flow::{Lines, Spot},
    last_name,
    slice::is_decided,
    written::changes,
};
use crate::walk::{self as visit, Visit};
use syn::{BinOp, Expr, Lit, Member, Pat};

/// The condition of the `if`, or of the guard of an arm, that begins at a place.
pub(super) fn condition(file: &syn::File, spot: Spot) -> Option<&Expr> {
    struct Conditions<'ast>(Spot, Option<&'ast Expr>);
    impl<'ast> Visit<'ast> for Conditions<'ast> {
        fn visit_expr_if(&mut self, it: &'ast syn::ExprIf) {
            if Spot::of(&it.if_token) == self.0 {
                self.1 = Some(&it.cond);
            }
            visit::visit_expr_if(self, it);
        }

        fn visit_arm(&mut self, it: &'ast syn::Arm) {
            if let Some((token, guard)) = &it.guard
                && Spot::of(token) == self.0
            {
                self.1 = Some(guard);
            }
            visit::visit_arm(self, it);
        }
    }
    let mut conditions = Conditions(spot, None);
    conditions.visit_file(file);
    conditions.1
}

/// The variables that the condition at a place reads, where these lines have one `let` for them: where that computes
/// them, and where they are set anew, if that is done at one place only. With the name, and whether it is set anew.
pub(in super::super) fn read(
    file: &syn::File,
    spot: Spot,
    lines: Lines,
) -> Vec<(Spot, String, bool)> {
    let Some(condition) = condition(file, spot) else {
        return Vec::new();
    };
    let mut variables = Variables::default();
    variables.visit_expr(condition);
    let mut found = Vec::new();
    for name in variables.0 {
        let deeds = deeds(file, &name, lines);
        let [(at, init)] = deeds.bound[..] else {
            continue;
        };
        if init.is_some_and(is_decided) {
            found.push((at, name.clone(), false));
        }
        // A wait gives the guard back that it was given.
        if let [(at, value)] = deeds.assigned[..]
            && !value.is_some_and(waits)
        {
            found.push((at, name, true));
        }
    }
    found
}

/// Somewhere in it something is waited for.
fn waits(expr: &Expr) -> bool {
    struct Waits(bool);
    impl<'ast> Visit<'ast> for Waits {
        fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
            self.0 |= it.method.to_string().starts_with("wait");
            visit::visit_expr_method_call(self, it);
        }
    }
    let mut waits = Waits(false);
    waits.visit_expr(expr);
    waits.0
}

/// What is done with a variable.
struct Deeds<'ast, 'n> {
    name: &'n str,
    lines: Lines,
    /// Where it is bound, and to what.
    bound: Vec<(Spot, Option<&'ast Expr>)>,
    /// Where it is assigned to, and what; nothing, if it is changed by that.
    assigned: Vec<(Spot, Option<&'ast Expr>)>,
}

fn deeds<'ast, 'n>(file: &'ast syn::File, name: &'n str, lines: Lines) -> Deeds<'ast, 'n> {
    let mut deeds = Deeds {
        name,
        lines,
        bound: Vec::new(),
        assigned: Vec::new(),
    };
    deeds.visit_file(file);
    deeds
}

impl<'ast> Deeds<'ast, '_> {
    fn assigns(&mut self, left: &Expr, right: Option<&'ast Expr>) {
        let spot = Spot::of(left);
        let is_it = matches!(left, Expr::Path(it) if it.path.is_ident(self.name));
        if is_it && self.is_inside(spot) {
            self.assigned.push((spot, right));
        }
    }

    fn is_inside(&self, spot: Spot) -> bool {
        (self.lines.0..=self.lines.1).contains(&spot.line)
    }
}

impl<'ast> Visit<'ast> for Deeds<'ast, '_> {
    fn visit_local(&mut self, it: &'ast syn::Local) {
        let is_it = matches!(&it.pat, Pat::Ident(pat) if pat.ident == self.name);
        if is_it && self.is_inside(Spot::of(&it.pat)) {
            let init = it.init.as_ref().map(|init| &*init.expr);
            self.bound.push((Spot::of(&it.pat), init));
            if let Some(init) = &it.init {
                visit::visit_local_init(self, init);
            }
        } else {
            visit::visit_local(self, it);
        }
    }

    fn visit_pat_ident(&mut self, it: &'ast syn::PatIdent) {
        let spot = Spot::of(it);
        if it.ident == self.name && self.is_inside(spot) {
            self.bound.push((spot, None));
        }
        visit::visit_pat_ident(self, it);
    }

    fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
        self.assigns(&it.left, Some(&it.right));
        visit::visit_expr_assign(self, it);
    }

    fn visit_expr_binary(&mut self, it: &'ast syn::ExprBinary) {
        if changes(&it.op) {
            self.assigns(&it.left, None);
        }
        visit::visit_expr_binary(self, it);
    }

    fn visit_expr_reference(&mut self, it: &'ast syn::ExprReference) {
        // Whoever has it may change it.
        if it.mutability.is_some() {
            self.assigns(&it.expr, None);
        }
        visit::visit_expr_reference(self, it);
    }
}

/// A flag that begins as `false` and becomes `true` under a condition.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct Raised {
    /// How it is called.
    pub(in super::super) name: String,
    /// The innermost `if` around all places where it becomes `true`.
    pub(in super::super) under: Spot,
    /// Flags of that condition that are turned once and for all, so that it is not so any more: where, the name, and
    /// what they become.
    pub(in super::super) stay: Vec<(Spot, String, bool)>,
}

/// The flags of these lines without which the condition at a place is so: `!wait`.
pub(in super::super) fn raised(file: &syn::File, spot: Spot, lines: Lines) -> Vec<Raised> {
    let Some(condition) = condition(file, spot) else {
        return Vec::new();
    };
    let mut asked = Vec::new();
    truths(condition, true, true, &mut asked);
    let flags = asked
        .into_iter()
        .filter(|(_, is_so, is_field)| !is_so && !is_field);
    flags
        .filter_map(|(name, _, _)| {
            let deeds = deeds(file, &name, lines);
            let [(_, Some(init))] = deeds.bound[..] else {
                return None;
            };
            let is = |expr: &Expr, value: bool| truth(expr) == Some(value);
            let mut all = deeds.assigned.iter();
            let are_raised = all.all(|(_, right)| right.is_some_and(|it| is(it, true)));
            if !is(init, false) || !are_raised {
                return None;
            }
            let spots: Vec<Spot> = deeds.assigned.iter().map(|(spot, _)| *spot).collect();
            let around = around(file, &spots)?;
            let under = Spot::of(&around.if_token);
            let mut asked = Vec::new();
            truths(&around.cond, true, false, &mut asked);
            let fields = asked.into_iter().filter(|it| it.2);
            let stay = fields.filter_map(|(name, is_so, _)| {
                let spot = stays(file, &name, !is_so)?;
                Some((spot, name, !is_so))
            });
            let is_inside = (lines.0..=lines.1).contains(&under.line);
            is_inside.then(|| Raised {
                name,
                under,
                stay: stay.collect(),
            })
        })
        .collect()
}

fn truth(expr: &Expr) -> Option<bool> {
    match expr {
        Expr::Lit(it) => match &it.lit {
            Lit::Bool(it) => Some(it.value),
            _ => None,
        },
        _ => None,
    }
}

/// The variables and fields that a condition asks for by themselves: what they have to be, and whether it is a field.
fn truths(expr: &Expr, is_so: bool, or: bool, found: &mut Vec<(String, bool, bool)>) {
    match expr {
        Expr::Paren(it) => truths(&it.expr, is_so, or, found),
        Expr::Unary(it) if matches!(it.op, syn::UnOp::Not(_)) => {
            truths(&it.expr, !is_so, or, found);
        }
        Expr::Binary(it)
            if matches!(it.op, BinOp::And(_)) && (is_so || or)
                || matches!(it.op, BinOp::Or(_)) && (!is_so || or) =>
        {
            truths(&it.left, is_so, or, found);
            truths(&it.right, is_so, or, found);
        }
        Expr::Path(it) => {
            let name = it.path.get_ident().map(ToString::to_string);
            found.extend(name.map(|name| (name, is_so, false)));
        }
        Expr::Field(it) => {
            if let Member::Named(name) = &it.member {
                found.push((name.to_string(), is_so, true));
            }
        }
        _ => {}
    }
}

/// The innermost `if` of which the first branch is around all of these places.
fn around<'ast>(file: &'ast syn::File, spots: &[Spot]) -> Option<&'ast syn::ExprIf> {
    struct Ifs<'ast, 'n>(&'n [At], Option<&'ast syn::ExprIf>);
    impl<'ast> Visit<'ast> for Ifs<'ast, '_> {
        fn visit_expr_if(&mut self, it: &'ast syn::ExprIf) {
            if self.0.iter().all(|at| covers(&it.then_branch, *at)) {
                self.1 = Some(it);
            }
            visit::visit_expr_if(self, it);
        }
    }
    let at = |spot: &Spot| super::at(&spot.within(""));
    let all: Vec<At> = spots.iter().filter_map(at).collect();
    let mut ifs = Ifs(&all, None);
    ifs.visit_file(file);
    ifs.1.filter(|_| !all.is_empty())
}

/// The only place of a file where a field is assigned to, if it becomes this there, and not because a channel has closed.
fn stays(file: &syn::File, name: &str, becomes: bool) -> Option<Spot> {
    struct Assigned<'n> {
        name: &'n str,
        is_closed: bool,
        found: Vec<(Spot, Option<bool>)>,
    }
    impl Assigned<'_> {
        fn assigns(&mut self, left: &Expr, value: Option<bool>) {
            if let Expr::Field(it) = left
                && last_name(left).as_deref() == Some(self.name)
            {
                let value = value.filter(|_| !self.is_closed);
                self.found.push((Spot::of(&it.member), value));
            }
        }

        fn closed(&mut self, pat: &Pat, visit: impl FnOnce(&mut Self)) {
            struct Ends(bool);
            impl<'ast> Visit<'ast> for Ends {
                fn visit_ident(&mut self, it: &'ast syn::Ident) {
                    self.0 |= it == "Disconnected" || it == "Err";
                }
            }
            let mut ends = Ends(false);
            ends.visit_pat(pat);
            let before = self.is_closed;
            self.is_closed |= ends.0;
            visit(self);
            self.is_closed = before;
        }
    }
    impl<'ast> Visit<'ast> for Assigned<'_> {
        fn visit_arm(&mut self, it: &'ast syn::Arm) {
            self.closed(&it.pat, |all| visit::visit_arm(all, it));
        }

        fn visit_expr_if(&mut self, it: &'ast syn::ExprIf) {
            match &*it.cond {
                Expr::Let(cond) => self.closed(&cond.pat, |all| visit::visit_expr_if(all, it)),
                _ => visit::visit_expr_if(self, it),
            }
        }

        fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
            self.assigns(&it.left, truth(&it.right));
            visit::visit_expr_assign(self, it);
        }

        fn visit_expr_binary(&mut self, it: &'ast syn::ExprBinary) {
            if changes(&it.op) {
                self.assigns(&it.left, None);
            }
            visit::visit_expr_binary(self, it);
        }

        fn visit_expr_reference(&mut self, it: &'ast syn::ExprReference) {
            if it.mutability.is_some() {
                self.assigns(&it.expr, None);
            }
            visit::visit_expr_reference(self, it);
        }
    }
    let mut assigned = Assigned {
        name,
        is_closed: false,
        found: Vec::new(),
    };
    assigned.visit_file(file);
    match assigned.found[..] {
        [(spot, Some(value))] if value == becomes => Some(spot),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{raised, read};
    use crate::report::names::flow::Spot;

    const TEXT: &str = "fn f() {\n let mut latest = 0;\n loop {\n  let mut wait = false;\n  for it in &mut all {\n   \
                        if it.open && !it.silent {\n    match it.limit() {\n     None => wait = true,\n     \
                        Some(at) if now < at => wait = true,\n     _ => it.silent = true,\n    }\n   }\n   \
                        match it.recv() { Err(_) => it.open = false, Ok(_) => {} }\n  }\n  match first {\n   \
                        Some(at) if at < latest || !wait => {\n    latest = at;\n   }\n   _ => {}\n  }\n  \
                        let late = all.last().is_some_and(|it| it.at == at);\n  if late { f(); }\n }\n}\n";

    #[test]
    fn a_flag_is_raised_under_a_condition() {
        let file = syn::parse_file(TEXT).unwrap();
        let guard = Spot {
            line: 16,
            column: 13,
        };
        let found = raised(&file, guard, (1, 24));
        assert_eq!(found.len(), 1);
        let (name, under) = (found[0].name.as_str(), found[0].under.line);
        assert_eq!((name, under), ("wait", 6));
        let stay = found[0].stay.iter();
        let stay: Vec<_> = stay.map(|it| (it.0.line, it.1.as_str(), it.2)).collect();
        assert_eq!(stay, [(10, "silent", true)]);
    }

    #[test]
    fn what_a_condition_reads_is_computed_or_set_anew() {
        let file = syn::parse_file(TEXT).unwrap();
        let found = |line, column| {
            let found = read(&file, Spot { line, column }, (1, 24)).into_iter();
            let found = found.map(|it| (it.0.line, it.1, it.2));
            found.collect::<Vec<_>>()
        };
        assert_eq!(found(16, 13), [(17, "latest".to_owned(), true)]);
        assert_eq!(found(22, 3), [(21, "late".to_owned(), false)]);
    }
}
