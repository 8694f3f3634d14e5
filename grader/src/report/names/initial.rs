//! Numbers that are sent: what they are at first, and how they are rounded.

use super::{At, at, basics::number, covers, flow::Lines, flow::Spot, last_segment};
use crate::walk::{self as visit, Visit};
use syn::{Expr, Pat};
use wire::Place;

/// The variable that the `send` at a place sends, where it is declared in these lines, and the number that is written
/// there; nothing, if there are several such places.
pub(in super::super) fn initial(
    file: &syn::File,
    place: &Place,
    lines: Lines,
) -> Option<(Spot, String, u64)> {
    let mut sent = Sent {
        at: at(place)?,
        name: None,
    };
    sent.visit_file(file);
    let name = sent.name?;
    let mut declared = Declared {
        name: &name,
        lines,
        found: Vec::new(),
    };
    declared.visit_file(file);
    match declared.found[..] {
        [Some((spot, number))] => Some((spot, name, number)),
        _ => None,
    }
}

/// What the `send` at a place sends, if that is a variable.
struct Sent {
    at: At,
    name: Option<String>,
}

impl<'ast> Visit<'ast> for Sent {
    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        if it.method == "send" && covers(&it.method, self.at) {
            let name = it.args.first().and_then(last_segment);
            self.name = name.map(ToString::to_string);
        }
        visit::visit_expr_method_call(self, it);
    }
}

/// Where a variable is declared, with the number that it is, if that is written there.
struct Declared<'n> {
    name: &'n str,
    lines: Lines,
    found: Vec<Option<(Spot, u64)>>,
}

impl Declared<'_> {
    fn pair(&mut self, pat: &Pat, expr: Option<&Expr>) {
        match (pat, expr) {
            (Pat::Ident(it), _) if it.ident == self.name => {
                let number = expr.and_then(number);
                self.found
                    .push(number.map(|number| (Spot::of(&it.ident), number)));
            }
            (Pat::Tuple(pats), Some(Expr::Tuple(exprs))) => {
                for (pat, expr) in pats.elems.iter().zip(&exprs.elems) {
                    self.pair(pat, Some(expr));
                }
            }
            _ => {}
        }
    }
}

impl<'ast> Visit<'ast> for Declared<'_> {
    fn visit_local(&mut self, it: &'ast syn::Local) {
        if (self.lines.0..=self.lines.1).contains(&Spot::of(&it.pat).line) {
            self.pair(&it.pat, it.init.as_ref().map(|it| &*it.expr));
        }
        visit::visit_local(self, it);
    }
}

/// Where a number with a point is rounded in these lines and made a whole one, if there is one such place.
pub(in super::super) fn rounded(file: &syn::File, lines: Lines) -> Option<Spot> {
    struct Rounded(Lines, Vec<Spot>);
    impl<'ast> Visit<'ast> for Rounded {
        fn visit_expr(&mut self, it: &'ast Expr) {
            const ROUNDS: [&str; 4] = ["round", "floor", "ceil", "trunc"];
            if let Expr::Cast(cast) = it
                && let Expr::MethodCall(call) = &*cast.expr
                && ROUNDS.iter().any(|it| call.method == it)
                && (self.0.0..=self.0.1).contains(&Spot::of(&call.method).line)
            {
                self.1.push(Spot::of(&call.method));
            }
            visit::visit_expr(self, it);
        }
    }
    let mut rounded = Rounded(lines, Vec::new());
    rounded.visit_file(file);
    match rounded.1[..] {
        [spot] => Some(spot),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{super::flow::place, initial, rounded};

    #[test]
    fn what_is_sent_first_is_written_where_it_is_declared() {
        let text = "fn f() {\n let (mut a, mut b) = (1_u64, Some(2));\n s.send(a);\n s.send(b);\n let c = g();\n \
                    s.send(c);\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = |line| {
            let (spot, name, number) = initial(&file, &place(line, 4), (1, 7))?;
            Some((spot.line, spot.column, name, number))
        };
        assert_eq!(found(3), Some((2, 11, "a".to_owned(), 1)));
        assert_eq!([found(4), found(6)], [None, None]);
    }

    #[test]
    fn a_rounded_number_is_found() {
        let text = "fn f() {\n let a = b.powi(n).round() as u64;\n c as u64;\n}\n";
        let file = syn::parse_file(text).unwrap();
        assert_eq!(rounded(&file, (1, 4)).map(|it| it.line), Some(2));
        assert_eq!(rounded(&file, (3, 4)), None);
    }
}
