//! What in a function decides an order, leaves something out, or ends it early.

use super::flow::{Lines, Spot};
use crate::walk::{self as visit, Visit};

/// What is looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Decides {
    /// What comes before what.
    Order,
    /// What is left out.
    Absence,
    /// Where it may end.
    End,
}

/// Such calls and statements in these lines, and what is said of each.
pub(in super::super) fn deciders(
    file: &syn::File,
    lines: Lines,
    decides: Decides,
) -> Vec<(Spot, &'static str)> {
    let mut all = Deciders {
        lines,
        decides,
        conditions: 0,
        found: Vec::new(),
    };
    all.visit_file(file);
    all.found
}

/// Where a function in these lines may be left under a condition, before it takes a lock or waits for anything: before the
/// first call that does so by its name.
pub(in super::super) fn left_before_a_lock(file: &syn::File, lines: Lines) -> Vec<Spot> {
    const WAITS: [&str; 8] = [
        "lock", "read", "write", "wait", "recv", "send", "join", "load",
    ];
    struct First(Lines, Option<Spot>);
    impl<'ast> Visit<'ast> for First {
        fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
            let method = it.method.to_string();
            let spot = Spot::of(&it.method);
            let is_inside = (self.0.0..=self.0.1).contains(&spot.line);
            let waits = WAITS.iter().any(|name| method.starts_with(name));
            if is_inside && waits && self.1.is_none_or(|first| spot < first) {
                self.1 = Some(spot);
            }
            visit::visit_expr_method_call(self, it);
        }
    }
    let mut first = First(lines, None);
    first.visit_file(file);
    let ends = deciders(file, lines, Decides::End).into_iter();
    let mut ends: Vec<Spot> = ends.map(|(spot, _)| spot).collect();
    ends.retain(|spot| first.1.is_some_and(|first| *spot < first));
    ends
}

struct Deciders {
    lines: Lines,
    decides: Decides,
    conditions: usize,
    found: Vec<(Spot, &'static str)>,
}

impl Deciders {
    fn take(&mut self, spot: Spot, text: &'static str) {
        if (self.lines.0..=self.lines.1).contains(&spot.line) {
            self.found.push((spot, text));
        }
    }
}

impl<'ast> Visit<'ast> for Deciders {
    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        visit::visit_expr_method_call(self, it);
        let method = it.method.to_string();
        let is_any = |prefixes: &[&str]| prefixes.iter().any(|it| method.starts_with(it));
        let spot = Spot::of(&it.method);
        match self.decides {
            Decides::Order => {
                let is_exact = ["min", "max", "rev", "reverse", "pop", "pop_back", "swap"];
                if is_any(&["sort", "min_by", "max_by"]) || is_exact.contains(&&*method) {
                    self.take(spot, "this decides what comes first");
                }
            }
            Decides::Absence => {
                let leaves = [
                    "dedup",
                    "retain",
                    "filter",
                    "take_while",
                    "skip",
                    "truncate",
                ];
                if is_any(&leaves) || method == "take" && !it.args.is_empty() {
                    self.take(spot, "this may leave something out");
                }
            }
            Decides::End => {}
        }
    }

    fn visit_expr_if(&mut self, it: &'ast syn::ExprIf) {
        self.conditions += 1;
        visit::visit_expr_if(self, it);
        self.conditions -= 1;
    }

    fn visit_expr_match(&mut self, it: &'ast syn::ExprMatch) {
        self.conditions += 1;
        visit::visit_expr_match(self, it);
        self.conditions -= 1;
    }

    fn visit_local(&mut self, it: &'ast syn::Local) {
        let diverges = it.init.as_ref().is_some_and(|it| it.diverge.is_some());
        self.conditions += usize::from(diverges);
        visit::visit_local(self, it);
        self.conditions -= usize::from(diverges);
    }

    fn visit_expr_return(&mut self, it: &'ast syn::ExprReturn) {
        visit::visit_expr_return(self, it);
        if self.conditions > 0 && self.decides != Decides::Order {
            self.take(Spot::of(&it.return_token), "it may end here");
        }
    }

    fn visit_expr_break(&mut self, it: &'ast syn::ExprBreak) {
        visit::visit_expr_break(self, it);
        if self.conditions > 0 && self.decides != Decides::Order {
            self.take(Spot::of(&it.break_token), "the loop may end here");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Decides, deciders, left_before_a_lock};

    #[test]
    fn what_decides_is_known_by_its_name() {
        let text = "fn f() {\n let Some(a) = b.pop() else { return };\n c.sort_by_key(|it| it.at);\n \
                    c.dedup_by_key(k);\n d.take();\n if e { break; }\n return c;\n}\nfn g() { x.sort(); }\n";
        let file = syn::parse_file(text).unwrap();
        let lines = |decides| {
            let found = deciders(&file, (1, 8), decides).into_iter();
            found.map(|(spot, _)| spot.line).collect::<Vec<_>>()
        };
        assert_eq!(lines(Decides::Order), [2, 3]);
        assert_eq!(lines(Decides::Absence), [2, 4, 6]);
        assert_eq!(lines(Decides::End), [2, 6]);
    }

    #[test]
    fn a_way_out_before_the_first_lock_is_found() {
        let text = "fn f() {\n if a { return; }\n let s = self.state.lock();\n if b { return; }\n}\n\
                    fn g() {\n if a { return; }\n}\n";
        let file = syn::parse_file(text).unwrap();
        let lines = |lines| {
            let found = left_before_a_lock(&file, lines).into_iter();
            found.map(|spot| spot.line).collect::<Vec<_>>()
        };
        assert_eq!(lines((1, 5)), [2]);
        assert!(lines((6, 8)).is_empty());
    }
}
