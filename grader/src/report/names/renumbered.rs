//! Collections of which something is taken out while the rest is counted by its places.

use super::{
    binding::identifier,
    flow::{Lines, Spot},
    last_name,
};
use crate::walk::{self as visit, Visit};
use syn::Expr;

/// Where a loop of these lines takes something out of a collection, so that what stands behind it moves up, and the line
/// in which the same loop counts that by its places, or sends the place of a choice with what came there. With the name.
pub(in super::super) fn renumbered(file: &syn::File, lines: Lines) -> Vec<(Spot, String, u32, By)> {
    let mut rounds = Rounds {
        lines,
        around: None,
        taken: Vec::new(),
        counted: Vec::new(),
        chosen: Vec::new(),
        sent: Vec::new(),
    };
    rounds.visit_file(file);
    let Rounds {
        taken,
        counted,
        chosen,
        sent,
        ..
    } = rounds;
    let found = taken.into_iter().filter_map(|(spot, name, place, around)| {
        let mut same = counted.iter();
        let same = same.find(|(_, other, its)| *other == name && *its == around);
        let count = || Some((same?.0, By::Count));
        let choice = || {
            let choice = (place?, around);
            let mut sent = sent.iter().filter(|_| chosen.contains(&choice));
            let (line, ..) = sent.find(|(_, name, its)| (name, its) == (&choice.0, &around))?;
            Some((*line, By::Choice(choice.0)))
        };
        let (line, by) = count().or_else(choice)?;
        Some((spot, name, line, by))
    });
    found.collect()
}

/// How something is called by its place in a collection.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) enum By {
    /// By counting through the collection.
    Count,
    /// By the place that a choice gave, which has this name.
    Choice(String),
}

struct Rounds {
    lines: Lines,
    /// Where the outermost loop around begins, in its function or closure.
    around: Option<Spot>,
    /// With the name of the place that is taken out.
    taken: Vec<(Spot, String, Option<String>, Spot)>,
    counted: Vec<(u32, String, Spot)>,
    /// The names of places that a choice gave.
    chosen: Vec<(String, Spot)>,
    /// The names of what is sent in front of something else.
    sent: Vec<(u32, String, Spot)>,
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

    fn visit_local(&mut self, it: &'ast syn::Local) {
        if let Some(around) = self.around
            && let Some(name) = identifier(&it.pat)
            && let Some(init) = &it.init
            && let Expr::MethodCall(call) = &*init.expr
            && call.method == "index"
            && call.args.is_empty()
        {
            self.chosen.push((name, around));
        }
        visit::visit_local(self, it);
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
                let place = it.args.first().filter(|_| it.method == "remove");
                let place = place.and_then(last_name);
                self.taken.push((spot, name, place, around));
            } else if it.method == "send" {
                if let Some(Expr::Tuple(pair)) = it.args.first()
                    && let Some(Expr::Path(first)) = pair.elems.first()
                    && let Some(first) = first.path.get_ident()
                {
                    self.sent.push((spot.line, first.to_string(), around));
                }
            } else if it.method == "enumerate" {
                self.counted.push((spot.line, name, around));
            }
        }
        visit::visit_expr_method_call(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::{By, renumbered};

    #[test]
    fn what_moves_up_is_counted_in_the_same_loop() {
        let text = "fn f() {\n loop {\n  all.retain(|it| it.open);\n  others.retain(|it| it.open);\n  \
                    let heads = all.iter().enumerate();\n }\n for it in others.iter().enumerate() {}\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = renumbered(&file, (1, 8)).into_iter();
        let found: Vec<_> = found.map(|it| (it.0.line, it.1, it.2)).collect();
        assert_eq!(found, [(3, "all".to_owned(), 5)]);
    }

    #[test]
    fn what_moves_up_is_sent_with_the_place_of_a_choice() {
        let found = |sent: &str, place: &str| {
            let text = format!(
                "fn f() {{\n loop {{\n  let place = chosen.{place}();\n  s.send(({sent}, value));\n  \
                 all.remove(place);\n }}\n}}\n"
            );
            renumbered(&syn::parse_file(&text).unwrap(), (1, 7))
        };
        let [(spot, name, line, by)] = &found("place", "index")[..] else {
            panic!("one place");
        };
        assert_eq!((spot.line, name.as_str(), *line), (5, "all", 4));
        assert_eq!(*by, By::Choice("place".to_owned()));
        assert!(found("all[place].0", "index").is_empty());
        assert!(found("place", "next").is_empty());
    }
}
