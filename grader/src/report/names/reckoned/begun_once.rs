//! A moment that is the present one only where what holds it is made, and is only moved on after that.

use super::{Spot, is_now, member};
use crate::{
    report::names::{
        last_segment,
        written::{changes, is_test},
    },
    walk::{self as visit, Visit},
};
use syn::{BinOp, Expr, Member};

/// Where the field of this name is filled in with the present moment, and the line in which it is moved on; if nothing
/// else sets it.
pub(in super::super::super) fn begun_once(file: &syn::File, field: &str) -> Option<(Spot, u32)> {
    let mut sets = Sets {
        field,
        around: String::new(),
        maker: String::new(),
        made: Vec::new(),
        moved: Vec::new(),
        is_set: false,
    };
    sets.visit_file(file);
    let mut anew = Anew {
        maker: &sets.maker,
        found: false,
    };
    anew.visit_file(file);
    let is_set = sets.is_set || anew.found;
    match (&sets.made[..], &sets.moved[..]) {
        ([made], [moved]) if !is_set => Some((*made, *moved)),
        _ => None,
    }
}

struct Sets<'n> {
    field: &'n str,
    /// The function around, and that in which it is filled in.
    around: String,
    maker: String,
    made: Vec<Spot>,
    moved: Vec<u32>,
    is_set: bool,
}

impl<'ast> Visit<'ast> for Sets<'_> {
    fn visit_item_mod(&mut self, it: &'ast syn::ItemMod) {
        if !is_test(&it.attrs) {
            visit::visit_item_mod(self, it);
        }
    }

    fn visit_signature(&mut self, it: &'ast syn::Signature) {
        self.around = it.ident.to_string();
        visit::visit_signature(self, it);
    }

    fn visit_field_value(&mut self, it: &'ast syn::FieldValue) {
        if matches!(&it.member, Member::Named(name) if name == self.field) {
            if is_now(&it.expr) {
                self.made.push(Spot::of(&it.member));
                self.maker.clone_from(&self.around);
            } else {
                self.is_set = true;
            }
        }
        visit::visit_field_value(self, it);
    }

    fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
        self.is_set |= member(&it.left).is_some_and(|name| name == self.field);
        visit::visit_expr_assign(self, it);
    }

    fn visit_expr_binary(&mut self, it: &'ast syn::ExprBinary) {
        let name = member(&it.left).filter(|name| *name == self.field);
        if let Some(name) = name.filter(|_| changes(&it.op)) {
            if matches!(it.op, BinOp::AddAssign(_)) {
                self.moved.push(Spot::of(name).line);
            } else {
                self.is_set = true;
            }
        }
        visit::visit_expr_binary(self, it);
    }

    fn visit_expr_reference(&mut self, it: &'ast syn::ExprReference) {
        let is_it = member(&it.expr).is_some_and(|name| name == self.field);
        self.is_set |= is_it && it.mutability.is_some();
        visit::visit_expr_reference(self, it);
    }
}

/// Whether something becomes what a function of this name makes, in place of what it was.
struct Anew<'n> {
    maker: &'n str,
    found: bool,
}

impl Anew<'_> {
    fn look(&mut self, expr: &Expr) {
        let mut calls = Calls(self.maker, false);
        calls.visit_expr(expr);
        self.found |= calls.1;
    }
}

impl<'ast> Visit<'ast> for Anew<'_> {
    fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
        self.look(&it.right);
        visit::visit_expr_assign(self, it);
    }

    fn visit_expr_call(&mut self, it: &'ast syn::ExprCall) {
        if last_segment(&it.func).is_some_and(|name| name == "replace") {
            for it in &it.args {
                self.look(it);
            }
        }
        visit::visit_expr_call(self, it);
    }
}

/// Whether a function of this name is called, or `Self { … }` made.
struct Calls<'n>(&'n str, bool);

impl<'ast> Visit<'ast> for Calls<'_> {
    fn visit_expr_path(&mut self, it: &'ast syn::ExprPath) {
        let last = it.path.segments.last();
        self.1 |= last.is_some_and(|last| last.ident == self.0);
    }

    fn visit_expr_struct(&mut self, it: &'ast syn::ExprStruct) {
        self.1 = true;
        visit::visit_expr_struct(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::begun_once;

    #[test]
    fn a_moment_is_begun_once_if_it_is_only_moved_on() {
        let found = |more: &str| {
            let text = format!(
                "fn full() -> T {{\n T {{ last: Instant::now() }}\n}}\nfn refill(&mut self) {{\n \
                 self.last += every;\n{more}\n}}\n"
            );
            let found = begun_once(&syn::parse_file(&text).unwrap(), "last");
            found.map(|(spot, line)| (spot.line, spot.column, line))
        };
        assert_eq!(found("self.there = 1;"), Some((2, 6, 5)));
        for other in [
            "self.last = now;",
            "*self = T::full();",
            "mem::replace(self, T::full());",
            "*self = T { last };",
            "T { last: now };",
            "self.last -= every;",
            "set(&mut self.last);",
            "self.last += every;",
        ] {
            assert_eq!(found(other), None, "{other}");
        }
    }
}
