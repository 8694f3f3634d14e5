//! What is taken out of a collection, and then dropped without a look at it.

use super::{
    flow::{Lines, Spot},
    last_name, last_segment,
};
use crate::walk::{self as visit, Visit};
use syn::{Expr, Pat};

/// A variable with what was taken out of a collection, and nothing but its end.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct Dropped {
    /// The collection.
    pub(in super::super) from: String,
    /// Where it is emptied.
    pub(in super::super) taken: Spot,
    /// Where the variable is given to `drop`; where it is made, if no line has it again.
    pub(in super::super) end: Spot,
}

/// Those in these lines. What a macro has of a variable is not known: it may be anything.
pub(in super::super) fn only_dropped(file: &syn::File, lines: Lines) -> Vec<Dropped> {
    let mut takes = Takes {
        lines,
        found: Vec::new(),
    };
    takes.visit_file(file);
    let found = takes.found.into_iter();
    let only = found.filter_map(|(name, from, taken)| {
        let mut uses = Uses {
            name: &name,
            lines,
            dropped: Vec::new(),
            others: 0,
        };
        uses.visit_file(file);
        let end = match uses.dropped[..] {
            [] => taken,
            [spot] => spot,
            _ => return None,
        };
        (uses.others == 0).then_some(Dropped { from, taken, end })
    });
    only.collect()
}

/// Variables that are made of all that was in a collection.
struct Takes {
    lines: Lines,
    found: Vec<(String, String, Spot)>,
}

impl<'ast> Visit<'ast> for Takes {
    fn visit_local(&mut self, it: &'ast syn::Local) {
        let spot = Spot::of(it);
        if (self.lines.0..=self.lines.1).contains(&spot.line)
            && let Pat::Ident(name) = &it.pat
            && let Some(init) = &it.init
            && let Some(from) = emptied(&init.expr)
        {
            self.found.push((name.ident.to_string(), from, spot));
        }
        visit::visit_local(self, it);
    }
}

/// The collection that an expression takes everything out of.
fn emptied(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Call(it) => {
            let name = last_segment(&it.func)?;
            match it.args.first()? {
                Expr::Reference(of) if name == "take" && of.mutability.is_some() => {
                    last_name(&of.expr)
                }
                _ => None,
            }
        }
        Expr::MethodCall(it) if it.method == "drain" => last_name(&it.receiver),
        _ => None,
    }
}

/// What is done with a variable in some lines.
struct Uses<'n> {
    name: &'n str,
    lines: Lines,
    dropped: Vec<Spot>,
    others: usize,
}

impl Uses<'_> {
    fn is_it(&self, expr: &Expr) -> bool {
        matches!(expr, Expr::Path(path) if path.path.is_ident(self.name))
    }
}

impl<'ast> Visit<'ast> for Uses<'_> {
    fn visit_expr_call(&mut self, it: &'ast syn::ExprCall) {
        let is_drop = last_segment(&it.func).is_some_and(|it| it == "drop");
        let spot = Spot::of(&it.func);
        let is_inside = (self.lines.0..=self.lines.1).contains(&spot.line);
        match it.args.first() {
            Some(given) if is_drop && is_inside && self.is_it(given) => self.dropped.push(spot),
            _ => visit::visit_expr_call(self, it),
        }
    }

    fn visit_expr_path(&mut self, it: &'ast syn::ExprPath) {
        let is_inside = (self.lines.0..=self.lines.1).contains(&Spot::of(it).line);
        self.others += usize::from(is_inside && it.path.is_ident(self.name));
    }

    fn visit_macro(&mut self, it: &'ast syn::Macro) {
        let is_inside = (self.lines.0..=self.lines.1).contains(&Spot::of(&it.path).line);
        let has_it = || it.tokens.to_string().contains(self.name);
        self.others += usize::from(is_inside && has_it());
    }
}

#[cfg(test)]
mod tests {
    use super::only_dropped;

    #[test]
    fn what_is_taken_out_and_only_dropped_is_found() {
        let text = "fn f(&self) {\n let all = mem::take(&mut self.inner.all);\n let some = mem::take(&mut some);\n \
                    drop(all);\n for it in some { it.end(); }\n let rest = self.rest.drain(..);\n \
                    let open = self.open.take();\n drop(open);\n let told = mem::take(&mut told);\n \
                    assert!(told.is_empty());\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found: Vec<_> = only_dropped(&file, (1, 11))
            .into_iter()
            .map(|it| (it.from, it.taken.line, it.end.line))
            .collect();
        let expected = [("all".to_owned(), 2, 4), ("rest".to_owned(), 6, 6)];
        assert_eq!(found, expected);
        assert!(only_dropped(&file, (7, 11)).is_empty());
    }
}
