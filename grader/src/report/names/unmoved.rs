//! Moments that stay what they were.

use super::{
    clocks::COUNTS,
    flow::{Lines, Spot},
    last_segment,
};
use crate::walk::{self as visit, Visit};
use syn::{Expr, Member, Pat};

/// A moment from which a time is counted again and again.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct Unmoved {
    /// Where it is counted from.
    pub(in super::super) spot: Spot,
    /// The field.
    pub(in super::super) field: String,
    /// The line that fills it in.
    pub(in super::super) filled: u32,
}

/// The fields from which a loop of these lines counts a time, and that are filled in with the present moment at one
/// place of the file, and assigned to nowhere.
pub(in super::super) fn unmoved(file: &syn::File, lines: Lines) -> Vec<Unmoved> {
    let mut all = Moments {
        lines,
        loops: 0,
        counted: Vec::new(),
        filled: Vec::new(),
        moved: Vec::new(),
        now: Vec::new(),
    };
    all.visit_file(file);
    let mut found: Vec<Unmoved> = Vec::new();
    for (spot, field) in &all.counted {
        let mut filled = all.filled.iter().filter(|(name, ..)| name == field);
        let (Some((_, line, value)), None) = (filled.next(), filled.next()) else {
            continue;
        };
        let is_now = value.as_ref().is_none_or(|name| {
            let mut same = all.now.iter().filter(|(other, _)| other == name);
            matches!((same.next(), same.next()), (Some((_, true)), None))
        });
        if is_now && !all.moved.contains(field) && !found.iter().any(|it| it.field == *field) {
            found.push(Unmoved {
                spot: *spot,
                field: field.clone(),
                filled: *line,
            });
        }
    }
    found
}

struct Moments {
    lines: Lines,
    /// How many loops stand around.
    loops: usize,
    counted: Vec<(Spot, String)>,
    /// Fields that are filled in, the line, and the variable with which; none for the present moment.
    filled: Vec<(String, u32, Option<String>)>,
    /// Fields that are assigned to, or lent to be changed.
    moved: Vec<String>,
    /// Variables, and whether they are the present moment.
    now: Vec<(String, bool)>,
}

impl Moments {
    fn moves(&mut self, expr: &Expr) {
        self.moved.extend(field(expr).map(|(_, name)| name));
    }

    fn round(&mut self, visit: impl FnOnce(&mut Self)) {
        self.loops += 1;
        visit(self);
        self.loops -= 1;
    }
}

fn field(expr: &Expr) -> Option<(Spot, String)> {
    match expr {
        Expr::Field(it) => match &it.member {
            Member::Named(name) => Some((Spot::of(name), name.to_string())),
            Member::Unnamed(_) => None,
        },
        _ => None,
    }
}

fn is_now(expr: &Expr) -> bool {
    matches!(expr, Expr::Call(it) if last_segment(&it.func).is_some_and(|name| name == "now"))
}

impl<'ast> Visit<'ast> for Moments {
    fn visit_expr_loop(&mut self, it: &'ast syn::ExprLoop) {
        self.round(|all| visit::visit_expr_loop(all, it));
    }

    fn visit_expr_while(&mut self, it: &'ast syn::ExprWhile) {
        self.round(|all| visit::visit_expr_while(all, it));
    }

    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        if COUNTS.iter().any(|method| it.method == method)
            && self.loops > 0
            && let Some((spot, name)) = field(&it.receiver)
            && (self.lines.0..=self.lines.1).contains(&spot.line)
        {
            self.counted.push((spot, name));
        }
        visit::visit_expr_method_call(self, it);
    }

    fn visit_field_value(&mut self, it: &'ast syn::FieldValue) {
        if let Member::Named(name) = &it.member {
            let value = match &it.expr {
                expr if is_now(expr) => None,
                Expr::Path(path) => path.path.get_ident().map(ToString::to_string),
                _ => Some(String::new()),
            };
            let line = Spot::of(name).line;
            self.filled.push((name.to_string(), line, value));
        }
        visit::visit_field_value(self, it);
    }

    fn visit_local(&mut self, it: &'ast syn::Local) {
        if let Pat::Ident(pat) = &it.pat {
            let is_it = it.init.as_ref().is_some_and(|it| is_now(&it.expr));
            let is_it = is_it && pat.mutability.is_none();
            self.now.push((pat.ident.to_string(), is_it));
        }
        visit::visit_local(self, it);
    }

    fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
        self.moves(&it.left);
        visit::visit_expr_assign(self, it);
    }

    fn visit_expr_binary(&mut self, it: &'ast syn::ExprBinary) {
        // `since += period` moves it as well.
        if matches!(it.op, syn::BinOp::AddAssign(_)) {
            self.moves(&it.left);
        }
        visit::visit_expr_binary(self, it);
    }

    fn visit_expr_reference(&mut self, it: &'ast syn::ExprReference) {
        if it.mutability.is_some() {
            self.moves(&it.expr);
        }
        visit::visit_expr_reference(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::unmoved;

    #[test]
    fn a_moment_that_nothing_assigns_to_stays() {
        let text = "fn f() {\n let since = Instant::now();\n let all = g(|x| S { x, since, last: Instant::now() });\n \
                    loop {\n  let a = it.since.checked_add(p);\n  let b = it.last.elapsed();\n  \
                    it.last = Instant::now();\n }\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = unmoved(&file, (1, 9));
        assert_eq!(found.len(), 1);
        let one = &found[0];
        assert_eq!(
            (one.spot.line, one.field.as_str(), one.filled),
            (5, "since", 3)
        );
    }
}
