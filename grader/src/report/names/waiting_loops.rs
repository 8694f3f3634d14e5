//! Loops that wait for something by asking for it from time to time.

use super::flow::{Lines, Spot};
use crate::walk::{self as visit, Visit};

/// The last `while` of these lines that ends before a line and sleeps, or waits, in its body: where it begins.
pub(in super::super) fn last_before(file: &syn::File, lines: Lines, line: u32) -> Option<Spot> {
    let mut loops = Loops {
        lines,
        line,
        found: None,
    };
    loops.visit_file(file);
    loops.found
}

struct Loops {
    lines: Lines,
    line: u32,
    found: Option<Spot>,
}

impl<'ast> Visit<'ast> for Loops {
    fn visit_expr_while(&mut self, it: &'ast syn::ExprWhile) {
        let spot = Spot::of(&it.while_token);
        let end = Spot::end(&it.body);
        let is_inside = (self.lines.0..=self.lines.1).contains(&spot.line);
        if is_inside && end.line < self.line && sleeps(&it.body) {
            self.found = Some(spot);
        }
        visit::visit_expr_while(self, it);
    }

    // What a closure does is done elsewhere.
    fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}
}

/// Somebody sleeps there.
fn sleeps(body: &syn::Block) -> bool {
    struct Sleeps(bool);
    impl<'ast> Visit<'ast> for Sleeps {
        fn visit_expr_call(&mut self, it: &'ast syn::ExprCall) {
            self.0 |= super::last_segment(&it.func).is_some_and(|name| name == "sleep");
            visit::visit_expr_call(self, it);
        }
    }
    let mut sleeps = Sleeps(false);
    sleeps.visit_block(body);
    sleeps.0
}

#[cfg(test)]
mod tests {
    use super::last_before;

    #[test]
    fn the_last_loop_that_sleeps_before_a_line_is_found() {
        let text = "fn f() {\n while a {\n  sleep(d);\n }\n while b {\n  c();\n }\n g();\n \
                    while h {\n  thread::sleep(d);\n }\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = |line| last_before(&file, (1, 12), line).map(|it| it.line);
        assert_eq!(found(8), Some(2));
        assert_eq!(found(12), Some(9));
        assert_eq!(found(4), None);
    }
}
