//! What the source fills a field in with, what it compares with that, and how often something is reached.

use super::{
    At, at,
    bounds::{Shift, shift},
    covers,
    flow::{Lines, Spot},
    last_name,
};
use crate::walk::{self as visit, Visit};
use std::collections::BTreeSet;
use syn::{Expr, Pat};
use wire::Place;

/// What goes round, and has a place in its body.
pub(in super::super) struct Round {
    /// Where it begins.
    pub(in super::super) spot: Spot,
    /// The names that say how often.
    pub(in super::super) names: BTreeSet<String>,
    /// The last line of what is done each time.
    pub(in super::super) last: u32,
    /// Where it goes round more often than they say, or less.
    pub(in super::super) shift: Option<(Spot, Shift)>,
}

/// The `for`, or the iterator with `map`, in whose body a place stands, the innermost one: no other closure lies
/// between.
pub(in super::super) fn round(file: &syn::File, place: &Place) -> Option<Round> {
    struct Rounds {
        at: At,
        found: Option<Round>,
    }
    impl<'ast> Visit<'ast> for Rounds {
        fn visit_expr_for_loop(&mut self, it: &'ast syn::ExprForLoop) {
            if covers(&it.body, self.at) {
                self.found = Some(Round {
                    spot: Spot::of(&it.for_token),
                    names: used(&it.expr),
                    last: Spot::end(&it.body).line,
                    shift: shift(&it.expr),
                });
            }
            visit::visit_expr_for_loop(self, it);
        }

        fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
            self.visit_expr(&it.receiver);
            for argument in &it.args {
                if let Expr::Closure(closure) = argument
                    && covers(&closure.body, self.at)
                    && (it.method == "map" || it.method == "for_each")
                {
                    self.found = Some(Round {
                        spot: Spot::of(&it.receiver),
                        names: used(&it.receiver),
                        last: Spot::end(&closure.body).line,
                        shift: shift(&it.receiver),
                    });
                    self.visit_expr(&closure.body);
                } else {
                    self.visit_expr(argument);
                }
            }
        }

        fn visit_expr_closure(&mut self, it: &'ast syn::ExprClosure) {
            if covers(&it.body, self.at) {
                self.found = None;
            }
            visit::visit_expr_closure(self, it);
        }
    }
    let mut rounds = Rounds {
        at: at(place)?,
        found: None,
    };
    rounds.visit_file(file);
    rounds.found
}

/// The names of variables in an expression.
fn used(expr: &Expr) -> BTreeSet<String> {
    struct Used(BTreeSet<String>);
    impl<'ast> Visit<'ast> for Used {
        fn visit_expr_path(&mut self, it: &'ast syn::ExprPath) {
            self.0.extend(it.path.get_ident().map(ToString::to_string));
        }
    }
    let mut names = Used(BTreeSet::new());
    names.visit_expr(expr);
    names.0
}

/// Where a variable of this name is computed before a place, if these lines have one `let` for it there.
pub(in super::super) fn computed(
    file: &syn::File,
    name: &str,
    (first, _): Lines,
    before: Spot,
) -> Option<Spot> {
    struct Lets<'n>(&'n str, u32, Spot, Vec<(Spot, bool)>);
    impl<'ast> Visit<'ast> for Lets<'_> {
        fn visit_local(&mut self, it: &'ast syn::Local) {
            if let Pat::Ident(pat) = &it.pat
                && pat.ident == self.0
                && Spot::of(pat).line >= self.1
                && Spot::end(it) <= self.2
            {
                let init = it.init.as_ref().map(|init| &*init.expr);
                let is_computed = init.is_some_and(is_computed);
                self.3.push((Spot::of(pat), is_computed));
            }
            visit::visit_local(self, it);
        }
    }
    let mut lets = Lets(name, first, before, Vec::new());
    lets.visit_file(file);
    match lets.3[..] {
        [(spot, true)] => Some(spot),
        _ => None,
    }
}

/// More than a name, a literal, or a call of a function.
fn is_computed(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Binary(_) | Expr::MethodCall(_) | Expr::Unary(_) | Expr::Cast(_)
    )
}

/// Where that is used last which the only `Err(name)` of these lines holds: it is followed into the variable that it is
/// assigned to. With the variable, and the line of that pattern.
pub(in super::super) fn last_of_error(
    file: &syn::File,
    lines: Lines,
) -> Option<(Spot, String, u32)> {
    let mut errors = Errors {
        lines,
        found: Vec::new(),
        assigned: Vec::new(),
        used: Vec::new(),
    };
    errors.visit_file(file);
    let [(line, name)] = &errors.found[..] else {
        return None;
    };
    let into: Vec<&String> = errors
        .assigned
        .iter()
        .filter(|(_, from)| from == name)
        .map(|(into, _)| into)
        .collect();
    let [into] = into[..] else {
        return None;
    };
    let last = errors.used.iter().filter(|(_, used)| used == into).max()?;
    Some((last.0, into.clone(), *line))
}

struct Errors {
    lines: Lines,
    /// The lines and names of all `Err(name)`.
    found: Vec<(u32, String)>,
    /// Variables, each with the name that is assigned to it.
    assigned: Vec<(String, String)>,
    /// Names that are read, and where.
    used: Vec<(Spot, String)>,
}

impl Errors {
    fn is_inside(&self, spot: Spot) -> bool {
        (self.lines.0..=self.lines.1).contains(&spot.line)
    }
}

impl<'ast> Visit<'ast> for Errors {
    fn visit_pat_tuple_struct(&mut self, it: &'ast syn::PatTupleStruct) {
        let spot = Spot::of(&it.path);
        let is_error = it.path.segments.last().is_some_and(|it| it.ident == "Err");
        if let Some(Pat::Ident(name)) = it.elems.first()
            && is_error
            && self.is_inside(spot)
        {
            self.found.push((spot.line, name.ident.to_string()));
        }
        visit::visit_pat_tuple_struct(self, it);
    }

    fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
        let value = match &*it.right {
            Expr::Call(call) if call.args.len() == 1 => &call.args[0],
            other => other,
        };
        if self.is_inside(Spot::of(it))
            && let (Some(into), Some(from)) = (last_name(&it.left), last_name(value))
        {
            self.assigned.push((into, from));
        }
        self.visit_expr(&it.right);
    }

    fn visit_macro(&mut self, it: &'ast syn::Macro) {
        let spot = Spot::of(&it.path);
        let tokens = it.tokens.to_string();
        let words = tokens.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        if self.is_inside(spot) {
            self.used.extend(words.map(|word| (spot, word.to_owned())));
        }
    }

    fn visit_expr_path(&mut self, it: &'ast syn::ExprPath) {
        let spot = Spot::of(it);
        if let Some(name) = it.path.get_ident().filter(|_| self.is_inside(spot)) {
            self.used.push((spot, name.to_string()));
        }
    }
}

/// The fields of `self` that the conditions around a place compare with.
pub(in super::super) fn compared_around(file: &syn::File, place: &Place) -> Vec<(u32, String)> {
    struct Conditions {
        at: At,
        found: Vec<(u32, String)>,
    }
    impl Conditions {
        fn compares(&mut self, side: &Expr) {
            if let Expr::Field(field) = side
                && let syn::Member::Named(name) = &field.member
            {
                self.found.push((Spot::of(name).line, name.to_string()));
            }
        }
    }
    impl<'ast> Visit<'ast> for Conditions {
        fn visit_expr_if(&mut self, it: &'ast syn::ExprIf) {
            if covers(&it.then_branch, self.at) {
                for (one, other) in comparisons(&it.cond) {
                    self.compares(one);
                    self.compares(other);
                }
            }
            visit::visit_expr_if(self, it);
        }
    }
    let Some(at) = at(place) else {
        return Vec::new();
    };
    let mut conditions = Conditions {
        at,
        found: Vec::new(),
    };
    conditions.visit_file(file);
    conditions.found
}

/// The two sides of each comparison that a condition is made of.
pub(super) fn comparisons(condition: &Expr) -> Vec<(&Expr, &Expr)> {
    use syn::BinOp::{And, Eq, Ge, Gt, Le, Lt, Ne, Or};
    match condition {
        Expr::Paren(it) => comparisons(&it.expr),
        Expr::Binary(it) => match it.op {
            And(_) | Or(_) => [comparisons(&it.left), comparisons(&it.right)].concat(),
            Eq(_) | Ne(_) | Lt(_) | Le(_) | Gt(_) | Ge(_) => vec![(&*it.left, &*it.right)],
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// Where a value of a type is made with this field, and whether that is computed there.
pub(in super::super) fn filled(file: &syn::File, owner: &str, name: &str) -> Vec<(Spot, bool)> {
    struct Filled<'n> {
        owner: &'n str,
        name: &'n str,
        around: Option<String>,
        found: Vec<(Spot, bool)>,
    }
    impl<'ast> Visit<'ast> for Filled<'_> {
        fn visit_item_impl(&mut self, it: &'ast syn::ItemImpl) {
            let named = match &*it.self_ty {
                syn::Type::Path(path) => path.path.segments.last(),
                _ => None,
            };
            let before = self.around.take();
            self.around = named.map(|it| it.ident.to_string());
            visit::visit_item_impl(self, it);
            self.around = before;
        }

        fn visit_expr_struct(&mut self, it: &'ast syn::ExprStruct) {
            let named = it.path.segments.last().map(|it| it.ident.to_string());
            let named = match named.as_deref() {
                Some("Self") => self.around.clone(),
                _ => named,
            };
            for field in &it.fields {
                if named.as_deref() == Some(self.owner)
                    && let syn::Member::Named(member) = &field.member
                    && member == self.name
                {
                    let spot = Spot::of(member);
                    self.found.push((spot, is_computed(&field.expr)));
                }
            }
            visit::visit_expr_struct(self, it);
        }
    }
    let mut filled = Filled {
        owner,
        name,
        around: None,
        found: Vec::new(),
    };
    filled.visit_file(file);
    filled.found
}

/// The only name of which a field's value is made, and where: `cancelled: !queue.is_empty()`.
pub(in super::super) fn made_of(file: &syn::File, field: &str) -> Option<(Spot, String)> {
    struct Made<'n>(&'n str, Vec<(Spot, BTreeSet<String>)>);
    impl<'ast> Visit<'ast> for Made<'_> {
        fn visit_field_value(&mut self, it: &'ast syn::FieldValue) {
            if let syn::Member::Named(name) = &it.member
                && name == self.0
            {
                self.1.push((Spot::of(name), used(&it.expr)));
            }
            visit::visit_field_value(self, it);
        }
    }
    let mut made = Made(field, Vec::new());
    made.visit_file(file);
    let [(spot, used)] = &made.1[..] else {
        return None;
    };
    let mut used = used.iter();
    match (used.next(), used.next()) {
        (Some(one), None) if one != field => Some((*spot, one.clone())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{computed, filled, last_of_error, made_of, round};
    use crate::report::names::flow::{Spot, place};

    #[test]
    fn a_round_is_known_by_what_stands_around_the_place() {
        let text = "fn f(n: usize) {\n let count = n.min(3);\n for _ in 0..count {\n  spawn(|| f());\n }\n \
                    let count = (1..n).map(|_| spawn(g));\n scope(|s| s.spawn(g));\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = round(&file, &place(4, 3)).unwrap();
        assert_eq!(found.spot, Spot { line: 3, column: 2 });
        let before = |name| computed(&file, name, (1, 8), found.spot).map(|spot| spot.line);
        assert_eq!(before("count"), Some(2));
        assert_eq!(before("n"), None);
        assert_eq!(round(&file, &place(6, 29)).unwrap().spot.line, 6);
        assert!(round(&file, &place(7, 14)).is_none());
    }

    #[test]
    fn a_field_is_filled_in_for_its_own_type() {
        let text = "impl A { fn new(n: usize) -> Self { Self { n: n + 1 } } }\n\
                    fn b(n: usize) -> B { B { n } }\nfn c() -> C { C { done: !queue.is_empty() } }\n";
        let file = syn::parse_file(text).unwrap();
        let lines = |owner| {
            let found = filled(&file, owner, "n").into_iter();
            found
                .map(|(spot, how)| (spot.line, how))
                .collect::<Vec<_>>()
        };
        assert_eq!(lines("A"), [(1, true)]);
        assert_eq!(lines("B"), [(2, false)]);
        assert_eq!(made_of(&file, "done").unwrap().1, "queue");
    }

    #[test]
    fn an_error_is_followed_to_the_last_use_of_its_variable() {
        let text = "fn f() {\n match x {\n  Ok(v) => g(v),\n  Err(panic) => kept = Some(panic),\n }\n \
                    drop(kept);\n}\n";
        let file = syn::parse_file(text).unwrap();
        let (spot, name, line) = last_of_error(&file, (1, 7)).unwrap();
        assert_eq!((spot.line, name.as_str(), line), (6, "kept", 4));
        assert!(last_of_error(&file, (1, 3)).is_none());
    }
}
