//! Where the source lets only so many items of an iterator go on, in figures.

use super::flow::{Lines, Spot};
use crate::walk::{self as visit, Visit};
use syn::{Expr, Lit};

/// The calls in these lines that leave items out by a number that is written there, and what each does.
pub(in super::super) fn counted(file: &syn::File, lines: Lines) -> Vec<(Spot, String)> {
    let mut counted = Counted {
        lines,
        found: Vec::new(),
    };
    counted.visit_file(file);
    counted.found
}

struct Counted {
    lines: Lines,
    found: Vec<(Spot, String)>,
}

impl<'ast> Visit<'ast> for Counted {
    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        let number = match it.args.first() {
            Some(Expr::Lit(literal)) if it.args.len() == 1 => match &literal.lit {
                Lit::Int(number) => number.base10_parse::<u64>().ok(),
                _ => None,
            },
            _ => None,
        };
        let spot = Spot::of(&it.method);
        if let Some(number) = number
            && (self.lines.0..=self.lines.1).contains(&spot.line)
        {
            let text = match (it.method.to_string().as_str(), number) {
                ("take", 1) => "no more than 1 goes on from here".to_owned(),
                ("take", _) => format!("no more than {number} go on from here"),
                ("skip", 1) => "the first is left out here".to_owned(),
                ("skip", _) => format!("the first {number} are left out here"),
                _ => String::new(),
            };
            if !text.is_empty() {
                self.found.push((spot, text));
            }
        }
        visit::visit_expr_method_call(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn only_numbers_in_figures_are_told() {
        let text = "fn f() {\n a.iter().take(2).min();\n a.iter().take(n);\n b.skip(1).next();\n}\n\
                    fn g() { c.take(3); d.take(); }\n";
        let file = syn::parse_file(text).unwrap();
        let found = counted(&file, (1, 5));
        let told: Vec<(u32, &str)> = found
            .iter()
            .map(|(spot, text)| (spot.line, text.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                (2, "no more than 2 go on from here"),
                (4, "the first is left out here")
            ]
        );
    }
}
