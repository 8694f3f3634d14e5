//! The two ways of an `if` with an `else`, and what is written on each.

use super::flow::{Lines, Spot};
use crate::walk::{self as visit, Visit};
use syn::{Expr, spanned::Spanned};

/// Two ways, of which one is taken.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct Arms {
    /// The lines of the way on which something stands.
    pub(in super::super) own: Lines,
    /// Those of the other way.
    pub(in super::super) other: Lines,
    /// What is assigned on the other.
    pub(in super::super) written: Vec<Spot>,
}

/// The innermost `if` with an `else` that has the spot on one of its ways, and no condition on the other way.
pub(in super::super) fn arms(file: &syn::File, spot: Spot) -> Option<Arms> {
    struct Ifs {
        spot: Spot,
        found: Option<Arms>,
    }
    impl<'ast> Visit<'ast> for Ifs {
        fn visit_expr_if(&mut self, it: &'ast syn::ExprIf) {
            if let Some((_, other)) = &it.else_branch
                && let Expr::Block(other) = &**other
            {
                let (one, other) = (lines(&it.then_branch), lines(&other.block));
                let has = |lines: Lines| (lines.0..=lines.1).contains(&self.spot.line);
                let pair = if has(one) && !has(other) {
                    Some((one, other, it.else_branch.as_ref().map(|it| &*it.1)))
                } else {
                    None
                };
                if let Some((own, other, Some(way))) = pair {
                    let mut writes = Writes(Vec::new());
                    writes.visit_expr(way);
                    self.found = Some(Arms {
                        own,
                        other,
                        written: writes.0,
                    });
                }
            }
            visit::visit_expr_if(self, it);
        }
    }
    let mut ifs = Ifs { spot, found: None };
    ifs.visit_file(file);
    ifs.found
}

/// What assignments write.
struct Writes(Vec<Spot>);

impl<'ast> Visit<'ast> for Writes {
    fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
        self.0.push(Spot::of(&it.left));
        visit::visit_expr_assign(self, it);
    }

    fn visit_expr_binary(&mut self, it: &'ast syn::ExprBinary) {
        use syn::BinOp::{AddAssign, DivAssign, MulAssign, SubAssign};
        if matches!(
            it.op,
            AddAssign(_) | SubAssign(_) | MulAssign(_) | DivAssign(_)
        ) {
            self.0.push(Spot::of(&it.left));
        }
        visit::visit_expr_binary(self, it);
    }
}

fn lines(node: &impl Spanned) -> Lines {
    let span = node.span();
    let number = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
    (number(span.start().line), number(span.end().line))
}

#[cfg(test)]
mod tests {
    use super::{super::flow::Spot, arms};

    #[test]
    fn the_other_way_is_found_with_what_it_writes() {
        let text = "fn f() {\n if a {\n  if b {\n   return;\n  }\n } else {\n  *c = 1;\n  *d += 1;\n }\n}\n";
        let file = syn::parse_file(text).unwrap();
        let spot = |line| Spot { line, column: 3 };
        let found = arms(&file, spot(3)).unwrap();
        assert_eq!((found.own, found.other), ((2, 6), (6, 9)));
        assert_eq!(found.written.len(), 2);
        assert!(arms(&file, spot(7)).is_none());
    }
}
