//! What stands after the statement around a place, and what is overwritten there.

use super::{
    At, covers,
    written::{Written, written},
};
use crate::walk::{self as visit, Visit};
use syn::{Block, Expr, Stmt};

/// Where the next statement of the same block begins, if that does more than to name something.
pub(in super::super) fn after(file: &syn::File, (line, column): (u32, u32)) -> Option<Written> {
    let at = At {
        line: usize::try_from(line).ok()?,
        column: usize::try_from(column.checked_sub(1)?).ok()?,
    };
    let mut after = After { at, found: None };
    after.visit_file(file);
    after.found
}

/// Where a turn of a loop after that statement, in the same block, overwrites what the turn before may have left: an
/// assignment to a variable that the loop does not declare, of something that does not mention it. What
/// a loop does that may end early is not told.
pub(in super::super) fn overwritten(file: &syn::File, (line, column): (u32, u32)) -> Vec<Written> {
    let Some(next) = after(file, (line, column)) else {
        return Vec::new();
    };
    let mut loops = Loops {
        next,
        found: Vec::new(),
    };
    loops.visit_file(file);
    loops.found
}

/// Finds the block in which the statement `next` stands, and the loops from there on.
struct Loops {
    next: Written,
    found: Vec<Written>,
}

impl<'ast> Visit<'ast> for Loops {
    fn visit_block(&mut self, block: &'ast Block) {
        let mut next = block.stmts.iter();
        let next = next.position(|it| written(it, false) == self.next);
        for statement in next.map_or(&[][..], |next| &block.stmts[next..]) {
            if let Stmt::Expr(Expr::ForLoop(it), _) = statement {
                let mut turn = Turn::default();
                turn.visit_block(&it.body);
                let Turn {
                    assigned,
                    declared,
                    ends_early,
                } = turn;
                let outer = assigned.into_iter();
                let outer = outer.filter(|(_, name)| !ends_early && !declared.contains(name));
                self.found.extend(outer.map(|(it, _)| it));
            }
        }
        visit::visit_block(self, block);
    }
}

/// One turn of a loop.
#[derive(Default)]
struct Turn {
    assigned: Vec<(Written, String)>,
    declared: Vec<String>,
    ends_early: bool,
}

impl<'ast> Visit<'ast> for Turn {
    fn visit_pat_ident(&mut self, it: &'ast syn::PatIdent) {
        self.declared.push(it.ident.to_string());
    }

    fn visit_expr_break(&mut self, _: &'ast syn::ExprBreak) {
        self.ends_early = true;
    }

    fn visit_expr_return(&mut self, _: &'ast syn::ExprReturn) {
        self.ends_early = true;
    }

    fn visit_expr_try(&mut self, _: &'ast syn::ExprTry) {
        self.ends_early = true;
    }

    fn visit_macro(&mut self, _: &'ast syn::Macro) {
        // What stands in a macro cannot be read.
        self.ends_early = true;
    }

    fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}

    fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
        if let Expr::Path(path) = &*it.left
            && let Some(name) = path.path.get_ident()
        {
            let mut mentions = Mentions { name, found: false };
            mentions.visit_expr(&it.right);
            if !mentions.found {
                self.assigned.push((written(name, true), name.to_string()));
            }
        }
        visit::visit_expr_assign(self, it);
    }
}

struct Mentions<'n> {
    name: &'n syn::Ident,
    found: bool,
}

impl<'ast> Visit<'ast> for Mentions<'_> {
    fn visit_ident(&mut self, it: &'ast syn::Ident) {
        self.found |= it == self.name;
    }
}

struct After {
    at: At,
    /// Of the innermost block.
    found: Option<Written>,
}

impl<'ast> Visit<'ast> for After {
    fn visit_block(&mut self, block: &'ast Block) {
        let around = block.stmts.iter().position(|it| covers(it, self.at));
        if let Some(around) = around {
            let next = block.stmts.get(around + 1);
            let next =
                next.filter(|it| !matches!(it, Stmt::Item(_) | Stmt::Expr(Expr::Path(_), _)));
            self.found = next.map(|it| written(it, false));
        }
        visit::visit_block(self, block);
    }
}

#[cfg(test)]
mod tests {
    use super::{after, overwritten};

    #[test]
    fn what_each_turn_overwrites_is_found() {
        let text = "fn f() {\n let mut a = g(|| h());\n let mut last = None;\n for x in a {\n  match x {\n   \
                    Ok(y) => n = n + y,\n   Err(e) => last = Some(e),\n  }\n  let mut z = 0;\n  z = 1;\n }\n \
                    for x in b {\n  if x { first = x; break; }\n }\n last\n}\n\
                    fn g() {\n for x in a { last = x; }\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = overwritten(&file, (2, 14));
        let lines: Vec<u32> = found.iter().map(|it| it.line).collect();
        assert_eq!(lines, [7]);
    }

    #[test]
    fn the_next_statement_of_the_innermost_block_is_found() {
        let text = "fn f() {\n let a = g(|| {\n  h();\n  i()\n });\n a.sort();\n a\n}\n";
        let file = syn::parse_file(text).unwrap();
        let next = |at| after(&file, at).map(|it| (it.line, it.column));
        assert_eq!(next((2, 10)), Some((6, 2)));
        assert_eq!(next((3, 3)), Some((4, 3)));
        assert_eq!(next((4, 3)), None);
        assert_eq!(next((6, 2)), None);
    }
}
