//! Queues from which something is taken only under a condition.

use super::{
    flow::{Lines, Spot, puts},
    last_segment, slice,
};
use crate::walk::{self as visit, Visit};
use std::collections::BTreeSet;
use syn::Expr;
use wire::Place;

/// A queue of a function.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct Queue {
    /// How it is called.
    pub(in super::super) name: String,
    /// The condition under which something is taken out of it.
    pub(in super::super) under: Spot,
    /// Where something is put at its end.
    pub(in super::super) puts: Vec<Spot>,
}

/// The queues that are variables in these lines, and into which things are put there, if they are taken out in one place
/// only, and under a condition. Of what macros do nothing is known.
pub(in super::super) fn queues(file: &syn::File, lines: Lines) -> Vec<Queue> {
    let mut takes = Takes {
        lines,
        found: Vec::new(),
        texts: Vec::new(),
    };
    takes.visit_file(file);
    let names: BTreeSet<&String> = takes.found.iter().map(|(_, name, _)| name).collect();
    let queue = |name: &String| {
        let mut all = takes.found.iter().filter(|(_, other, _)| other == name);
        let (Some((spot, _, true)), None) = (all.next(), all.next()) else {
            return None;
        };
        let is_hidden = |text: &String| {
            let mut words = text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
            words.any(|word| word == name)
        };
        if takes.texts.iter().any(is_hidden) {
            return None;
        }
        let place = Place {
            file: String::new(),
            line: spot.line,
            column: spot.column,
        };
        let under = slice::guard(file, &place)?;
        let puts: Vec<Spot> = puts(file, name, lines).iter().map(|it| it.spot).collect();
        let is_within = (lines.0..=lines.1).contains(&under.line);
        (is_within && !puts.is_empty()).then(|| Queue {
            name: name.clone(),
            under,
            puts,
        })
    };
    names.into_iter().filter_map(queue).collect()
}

struct Takes {
    lines: Lines,
    /// Where something is taken out, of what, and whether it is the first.
    found: Vec<(Spot, String, bool)>,
    texts: Vec<String>,
}

impl<'ast> Visit<'ast> for Takes {
    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        const METHODS: [&str; 13] = [
            "pop_front",
            "pop_back",
            "pop",
            "remove",
            "swap_remove",
            "drain",
            "split_off",
            "append",
            "retain",
            "into_iter",
            "take",
            "clear",
            "as_mut",
        ];
        let spot = Spot::of(&it.method);
        if (self.lines.0..=self.lines.1).contains(&spot.line)
            && matches!(*it.receiver, Expr::Path(_))
            && let Some(name) = last_segment(&it.receiver)
            && METHODS.iter().any(|method| it.method == method)
        {
            let is_first = it.method == "pop_front";
            self.found.push((spot, name.to_string(), is_first));
        }
        visit::visit_expr_method_call(self, it);
    }

    fn visit_macro(&mut self, it: &'ast syn::Macro) {
        if (self.lines.0..=self.lines.1).contains(&Spot::of(&it.path).line) {
            self.texts.push(it.tokens.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::queues;

    #[test]
    fn a_queue_may_be_looked_at_only_under_a_condition() {
        let text = "fn f() {\n later.extend(a.take());\n if a.is_none() && low.is_empty() {\n  \
                    a = later.pop_front();\n }\n later.push_back(b);\n if x { c = other.pop_front(); }\n \
                    let d = free.pop_front();\n free.push_back(d);\n if x { seen.pop_front(); }\n \
                    seen.push_back(e);\n send!(seen.pop_front());\n if x { all.pop_front(); } else { all.clear(); }\n \
                    all.push_back(f);\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = queues(&file, (1, 16)).into_iter();
        let found: Vec<_> = found
            .map(|it| {
                let puts: Vec<u32> = it.puts.iter().map(|it| it.line).collect();
                (it.name, it.under.line, puts)
            })
            .collect();
        assert_eq!(found, [("later".to_owned(), 3, vec![2, 6])]);
    }
}
