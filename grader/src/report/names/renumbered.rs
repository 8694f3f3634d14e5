//! Collections of which something is taken out while the rest is counted by its places.

use super::{
    flow::{Lines, Spot},
    last_name,
};
use crate::walk::{self as visit, Visit};
use syn::Expr;

/// Where a loop of these lines takes something out of a collection, so that what stands behind it moves up, and the line
/// in which the same loop counts that by its places. With the name.
pub(in super::super) fn renumbered(file: &syn::File, lines: Lines) -> Vec<(Spot, String, u32)> {
    let mut rounds = Rounds {
        lines,
        around: None,
        taken: Vec::new(),
        counted: Vec::new(),
    };
    rounds.visit_file(file);
    let Rounds { taken, counted, .. } = rounds;
    let found = taken.into_iter().filter_map(|(spot, name, around)| {
        let mut same = counted.iter();
        let (line, ..) = same.find(|(_, other, its)| *other == name && *its == around)?;
        Some((spot, name, *line))
    });
    found.collect()
}

struct Rounds {
    lines: Lines,
    /// Where the outermost loop around begins, in its function or closure.
    around: Option<Spot>,
    taken: Vec<(Spot, String, Spot)>,
    counted: Vec<(u32, String, Spot)>,
}

impl Rounds {
    fn round(&mut self, spot: Spot, visit: impl FnOnce(&mut Self)) {
        let before = self.around;
        self.around = before.or(Some(spot));
        visit(self);
        self.around = before;
    }
}

impl<'ast> Visit<'ast> for Rounds {
    fn visit_expr_loop(&mut self, it: &'ast syn::ExprLoop) {
        let spot = Spot::of(&it.loop_token);
        self.round(spot, |all| visit::visit_expr_loop(all, it));
    }

    fn visit_expr_while(&mut self, it: &'ast syn::ExprWhile) {
        let spot = Spot::of(&it.while_token);
        self.round(spot, |all| visit::visit_expr_while(all, it));
    }

    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        let spot = Spot::of(&it.method);
        if (self.lines.0..=self.lines.1).contains(&spot.line)
            && let Some(around) = self.around
            && let Some(name) = last_name(&it.receiver)
        {
            let takes = it.method == "retain" || it.method == "remove";
            if takes && it.args.len() == 1 && matches!(*it.receiver, Expr::Path(_) | Expr::Field(_))
            {
                self.taken.push((spot, name, around));
            } else if it.method == "enumerate" {
                self.counted.push((spot.line, name, around));
            }
        }
        visit::visit_expr_method_call(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::renumbered;

    #[test]
    fn what_moves_up_is_counted_in_the_same_loop() {
        let text = "fn f() {\n loop {\n  all.retain(|it| it.open);\n  others.retain(|it| it.open);\n  \
                    let heads = all.iter().enumerate();\n }\n for it in others.iter().enumerate() {}\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = renumbered(&file, (1, 8)).into_iter();
        let found: Vec<_> = found.map(|it| (it.0.line, it.1, it.2)).collect();
        assert_eq!(found, [(3, "all".to_owned(), 5)]);
    }
}
