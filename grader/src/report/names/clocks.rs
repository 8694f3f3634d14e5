//! Where a moment is set anew from which a time counts: as soon as something is received, or for all at once.

use super::{
    flow::{Lines, Spot},
    last_name, moments,
};
use crate::walk::{self as visit, Visit};
use syn::{Expr, Member, Pat};

/// An assignment of the present moment to a field.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct Anew {
    /// Where the field is assigned to.
    pub(in super::super) spot: Spot,
    /// How it is called.
    pub(in super::super) field: String,
    /// The line in which a time is counted from it.
    pub(in super::super) counted: u32,
    /// When, or for whom.
    pub(in super::super) how: How,
}

/// How a moment is set anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum How {
    /// Where this call has received something.
    Received(Spot),
    /// For all that this collection holds.
    All(String),
    /// In another way.
    Plain,
}

/// Such assignments in these lines, of fields that are set there in one place only, and from which a time is counted there.
pub(in super::super) fn anew(file: &syn::File, lines: Lines) -> Vec<Anew> {
    let set = moments::set(file);
    let set = set.into_iter().map(|it| Spot {
        line: it.line,
        column: it.column,
    });
    let mut clocks = Clocks {
        lines,
        set: set.collect(),
        how: Vec::new(),
        counted: Vec::new(),
        found: Vec::new(),
    };
    clocks.visit_file(file);
    let Clocks { counted, found, .. } = clocks;
    let alone = |field: &String| {
        let same = found.iter().filter(|(_, other, _)| other == field);
        same.count() == 1
    };
    let all = found.iter().filter_map(|(spot, field, how)| {
        let (_, counted) = counted.iter().find(|(read, _)| read == field)?;
        alone(field).then(|| Anew {
            spot: *spot,
            field: field.clone(),
            counted: *counted,
            how: how.clone(),
        })
    });
    all.collect()
}

struct Clocks {
    lines: Lines,
    /// Where the present moment is assigned to something.
    set: Vec<Spot>,
    /// What stands around, the innermost last; a loop with the name that it gives to each.
    how: Vec<(How, Option<String>)>,
    /// Fields from which a time is counted, each with the line.
    counted: Vec<(String, u32)>,
    found: Vec<(Spot, String, How)>,
}

impl Clocks {
    fn within(&mut self, how: How, each: Option<String>, visit: impl FnOnce(&mut Self)) {
        self.how.push((how, each));
        visit(self);
        self.how.pop();
    }

    fn counts(&mut self, expr: &Expr) {
        if let Expr::Field(it) = expr
            && let Member::Named(name) = &it.member
        {
            let line = Spot::of(name).line;
            if (self.lines.0..=self.lines.1).contains(&line) {
                self.counted.push((name.to_string(), line));
            }
        }
    }

    /// What stands around says of an assignment to a field of that.
    fn how(&self, base: &Expr) -> How {
        let base = match base {
            Expr::Path(it) => it.path.get_ident().map(ToString::to_string),
            _ => None,
        };
        let mut around = self.how.iter().rev();
        let is_it = |(how, each): &&(How, Option<String>)| match how {
            How::All(_) => base.is_some() && *each == base,
            How::Received(_) | How::Plain => true,
        };
        around
            .find(is_it)
            .map_or(How::Plain, |(how, _)| how.clone())
    }
}

/// Methods by which a time is counted from a moment.
pub(super) const COUNTS: [&str; 4] = [
    "checked_add",
    "elapsed",
    "duration_since",
    "saturating_duration_since",
];

impl<'ast> Visit<'ast> for Clocks {
    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        if COUNTS.iter().any(|method| it.method == method) {
            self.counts(&it.receiver);
        }
        if it.method == "for_each"
            && let Some(Expr::Closure(each)) = it.args.first()
            && each.inputs.len() == 1
            && let Some(all) = whole(&it.receiver)
        {
            self.visit_expr(&it.receiver);
            let name = each.inputs.first().and_then(ident);
            self.within(How::All(all), name, |all| all.visit_expr(&each.body));
        } else {
            visit::visit_expr_method_call(self, it);
        }
    }

    fn visit_expr_for_loop(&mut self, it: &'ast syn::ExprForLoop) {
        self.visit_expr(&it.expr);
        match whole(&it.expr) {
            Some(name) => self.within(How::All(name), ident(&it.pat), |all| {
                all.visit_block(&it.body);
            }),
            None => self.visit_block(&it.body),
        }
    }

    fn visit_expr_binary(&mut self, it: &'ast syn::ExprBinary) {
        if matches!(it.op, syn::BinOp::Add(_)) {
            self.counts(&it.left);
        }
        visit::visit_expr_binary(self, it);
    }

    fn visit_expr_match(&mut self, it: &'ast syn::ExprMatch) {
        self.visit_expr(&it.expr);
        for arm in &it.arms {
            match receive(&it.expr).filter(|_| is_ok(&arm.pat)) {
                Some(spot) => self.within(How::Received(spot), None, |all| all.visit_arm(arm)),
                None => self.within(How::Plain, None, |all| all.visit_arm(arm)),
            }
        }
    }

    fn visit_expr_if(&mut self, it: &'ast syn::ExprIf) {
        self.visit_expr(&it.cond);
        let received = match &*it.cond {
            Expr::Let(it) if is_ok(&it.pat) => receive(&it.expr),
            _ => None,
        };
        let how = received.map_or(How::Plain, How::Received);
        self.within(how, None, |all| all.visit_block(&it.then_branch));
        if let Some((_, other)) = &it.else_branch {
            self.within(How::Plain, None, |all| all.visit_expr(other));
        }
    }

    fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
        let spot = Spot::of(&it.left);
        if let Expr::Field(field) = &*it.left
            && let Member::Named(name) = &field.member
            && self.set.contains(&spot)
            && (self.lines.0..=self.lines.1).contains(&spot.line)
        {
            let how = self.how(&field.base);
            self.found.push((spot, name.to_string(), how));
        }
        visit::visit_expr_assign(self, it);
    }
}

/// What a loop over all of a collection, to change each, goes over.
fn whole(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Reference(it) if it.mutability.is_some() => last_name(&it.expr),
        Expr::MethodCall(it) if it.method == "iter_mut" => last_name(&it.receiver),
        Expr::Paren(it) => whole(&it.expr),
        _ => None,
    }
}

fn ident(pat: &Pat) -> Option<String> {
    match pat {
        Pat::Ident(it) => Some(it.ident.to_string()),
        _ => None,
    }
}

/// Where the word of a call that receives something stands.
fn receive(expr: &Expr) -> Option<Spot> {
    const METHODS: [&str; 4] = ["recv", "try_recv", "recv_timeout", "recv_deadline"];
    match expr {
        Expr::MethodCall(it) if METHODS.iter().any(|method| it.method == method) => {
            Some(Spot::of(&it.method))
        }
        _ => None,
    }
}

fn is_ok(pat: &Pat) -> bool {
    match pat {
        Pat::TupleStruct(it) => it.path.segments.last().is_some_and(|it| it.ident == "Ok"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{How, anew};
    use crate::report::names::flow::Spot;

    fn found(body: &str) -> Vec<(u32, How)> {
        let text = format!("fn f() {{\n let end = s.since.checked_add(p);\n{body}\n}}\n");
        let file = syn::parse_file(&text).unwrap();
        let found = anew(&file, (1, 20)).into_iter();
        found.map(|it| (it.spot.line, it.how)).collect()
    }

    #[test]
    fn a_moment_may_be_set_anew_for_all() {
        let all = How::All("all".to_owned());
        let text = "let now = Instant::now();\nall.iter_mut().for_each(|s| s.since = now);";
        assert_eq!(found(text), [(4, all.clone())]);
        let text = "for s in &mut all {\ns.since = Instant::now();\n}";
        assert_eq!(found(text), [(4, all)]);
        let text = "for s in &mut all { if s.is_old() {\ns.since = Instant::now();\n} }";
        assert_eq!(found(text), [(4, How::Plain)]);
        let text = "for s in &mut all {\nother.since = Instant::now();\n}";
        assert_eq!(found(text), [(4, How::Plain)]);
    }

    #[test]
    fn a_moment_may_be_set_anew_when_something_is_received() {
        let at = |line, column| How::Received(Spot { line, column });
        let text =
            "match s.rx.try_recv() {\nOk(it) => { s.since = Instant::now(); }\nErr(_) => {}\n}";
        assert_eq!(found(text), [(4, at(3, 12))]);
        let text = "if let Ok(it) = s.rx.recv() {\ns.since = Instant::now();\n}";
        assert_eq!(found(text), [(4, at(3, 22))]);
        // It is set elsewhere, too.
        let text = format!("{text}\ns.since = Instant::now();");
        assert!(found(&text).is_empty());
    }
}
