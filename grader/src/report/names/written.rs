//! Where the source writes a field, and where it makes a value of a name.

use super::{At, last_name};
use crate::walk::{self as visit, Visit};
use syn::{BinOp, Expr, Member, Pat, spanned::Spanned};

/// A place at which the source writes something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) struct Written {
    /// Lines and columns from 1.
    pub(in super::super) line: u32,
    pub(in super::super) column: u32,
    /// What was there is changed; otherwise it is filled in.
    pub(in super::super) changes: bool,
}

/// Where a field, or a variable that may end up in it, is changed (`+=`, `=`, `fetch_add`), and where it is filled in
/// with something that is not called the same. Nowhere, if its name stands within a macro (`select!`): there it may be
/// written too.
pub(in super::super) fn field(file: &syn::File, name: &str) -> Vec<Written> {
    let mut fields = Fields {
        name,
        found: Vec::new(),
        is_hidden: false,
    };
    fields.visit_file(file);
    if fields.is_hidden {
        return Vec::new();
    }
    sorted(fields.found)
}

/// Where a value of this name is made: a variant, or a type with fields.
pub(in super::super) fn made(file: &syn::File, name: &str) -> Vec<Written> {
    let mut makers = Makers {
        name,
        found: Vec::new(),
    };
    makers.visit_file(file);
    sorted(makers.found)
}

fn sorted(mut found: Vec<Written>) -> Vec<Written> {
    found.sort_unstable();
    found.dedup();
    found
}

/// Where something begins.
pub(super) fn written(at: &impl Spanned, changes: bool) -> Written {
    let start = at.span().start();
    let At { line, column } = At {
        line: start.line,
        column: start.column + 1,
    };
    let number = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
    Written {
        line: number(line),
        column: number(column),
        changes,
    }
}

/// `+=` and the like.
pub(super) fn changes(op: &syn::BinOp) -> bool {
    use syn::BinOp::{
        AddAssign, BitAndAssign, BitOrAssign, BitXorAssign, DivAssign, MulAssign, RemAssign,
        ShlAssign, ShrAssign, SubAssign,
    };
    matches!(
        op,
        AddAssign(_)
            | SubAssign(_)
            | MulAssign(_)
            | DivAssign(_)
            | RemAssign(_)
            | BitXorAssign(_)
            | BitAndAssign(_)
            | BitOrAssign(_)
            | ShlAssign(_)
            | ShrAssign(_)
    )
}

/// The last word of a path, a field or a method's receiver.
fn word(expr: &Expr) -> Option<&syn::Ident> {
    match expr {
        Expr::Path(path) => path.path.segments.last().map(|it| &it.ident),
        Expr::Field(field) => match &field.member {
            Member::Named(name) => Some(name),
            Member::Unnamed(_) => None,
        },
        Expr::Unary(it) => word(&it.expr),
        Expr::Paren(it) => word(&it.expr),
        _ => None,
    }
}

/// A test is none of what is graded.
pub(super) fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|it| {
        let list = it.meta.require_list();
        it.path().is_ident("cfg") && list.is_ok_and(|list| list.tokens.to_string() == "test")
    })
}

struct Fields<'n> {
    name: &'n str,
    found: Vec<Written>,
    /// The name stands in a macro, where it may be written too.
    is_hidden: bool,
}

impl Fields<'_> {
    fn changed(&mut self, target: &Expr) {
        if let Some(word) = word(target).filter(|word| *word == self.name) {
            self.found.push(written(word, true));
        }
    }
}

impl<'ast> Visit<'ast> for Fields<'_> {
    fn visit_item_mod(&mut self, it: &'ast syn::ItemMod) {
        if !is_test(&it.attrs) {
            visit::visit_item_mod(self, it);
        }
    }

    fn visit_macro(&mut self, it: &'ast syn::Macro) {
        let tokens = it.tokens.to_string();
        let mut words = tokens.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        self.is_hidden |= words.any(|word| word == self.name);
    }

    fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
        self.changed(&it.left);
        visit::visit_expr_assign(self, it);
    }

    fn visit_expr_binary(&mut self, it: &'ast syn::ExprBinary) {
        if matches!(
            it.op,
            BinOp::AddAssign(_) | BinOp::SubAssign(_) | BinOp::MulAssign(_) | BinOp::DivAssign(_)
        ) {
            self.changed(&it.left);
        }
        visit::visit_expr_binary(self, it);
    }

    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        let method = it.method.to_string();
        if method.starts_with("fetch_") || method == "store" {
            self.changed(&it.receiver);
        }
        visit::visit_expr_method_call(self, it);
    }

    fn visit_field_value(&mut self, it: &'ast syn::FieldValue) {
        let is_named = matches!(&it.member, Member::Named(name) if name == self.name);
        // Where it begins, as a rule, and not where it ends up.
        let is_first = match &it.expr {
            Expr::Lit(lit) => matches!(&lit.lit, syn::Lit::Int(int) if int.base10_digits() == "0"),
            // Where it has the same name, it was computed elsewhere; or it was bound by a pattern.
            value => it.colon_token.is_some() && last_name(value).as_deref() == Some(self.name),
        };
        if is_named && !is_first {
            self.found.push(written(&it.member, false));
        }
        visit::visit_field_value(self, it);
    }

    fn visit_local(&mut self, it: &'ast syn::Local) {
        let pat = match &it.pat {
            Pat::Type(typed) => &*typed.pat,
            pat => pat,
        };
        let is_computed = it.init.as_ref().is_some_and(|init| {
            !matches!(&*init.expr, Expr::Lit(_))
                && last_name(&init.expr).as_deref() != Some(self.name)
        });
        if let Pat::Ident(pat) = pat
            && pat.ident == self.name
            && is_computed
        {
            self.found.push(written(&pat.ident, false));
        }
        visit::visit_local(self, it);
    }
}

struct Makers<'n> {
    name: &'n str,
    found: Vec<Written>,
}

impl Makers<'_> {
    fn made(&mut self, path: &syn::Path) {
        let last = path.segments.last().map(|it| &it.ident);
        if let Some(word) = last.filter(|word| *word == self.name) {
            self.found.push(written(word, false));
        }
    }
}

impl<'ast> Visit<'ast> for Makers<'_> {
    fn visit_item_mod(&mut self, it: &'ast syn::ItemMod) {
        if !is_test(&it.attrs) {
            visit::visit_item_mod(self, it);
        }
    }

    fn visit_pat(&mut self, _: &'ast Pat) {}

    fn visit_expr_path(&mut self, it: &'ast syn::ExprPath) {
        self.made(&it.path);
    }

    fn visit_expr_struct(&mut self, it: &'ast syn::ExprStruct) {
        self.made(&it.path);
        visit::visit_expr_struct(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::{field, made};

    fn lines(text: &str, find: impl Fn(&syn::File) -> Vec<super::Written>) -> Vec<(u32, bool)> {
        let file = syn::parse_file(text).unwrap();
        let found = find(&file).into_iter();
        found.map(|it| (it.line, it.changes)).collect()
    }

    #[test]
    fn a_field_is_found_where_it_is_changed_and_filled_in() {
        let text = "fn f(s: &mut S) -> S {\n s.blocked += 1;\n self.state.blocked = 2;\n \
                    s.blocked.fetch_add(1, Relaxed);\n let blocked = s.len();\n let blocked = 0;\n \
                    let other = s.blocked + 1;\n S { blocked: s.len(), other }\n}\n\
                    fn g() -> S { S { blocked: 0, other: blocked } }\n\
                    fn h(s: S) -> S { S { blocked: s.blocked } }\n\
                    #[cfg(test)] mod tests { fn f() { s.blocked = 1; } }\n";
        let found = lines(text, |file| field(file, "blocked"));
        assert_eq!(
            found,
            [(2, true), (3, true), (4, true), (5, false), (8, false)]
        );
    }

    #[test]
    fn a_value_is_found_where_it_is_made_and_not_where_it_is_looked_for() {
        let text = "use E::Quit;\nfn f(e: E) -> E {\n match e {\n  Quit => E::Quit,\n  E::Forced { n } => \
                    E::Forced { n },\n }\n}\nfn g() -> Result<(), E> { x().map_err(|_| E::Quit) }\n";
        assert_eq!(
            lines(text, |file| made(file, "Quit")),
            [(4, false), (8, false)]
        );
        assert_eq!(lines(text, |file| made(file, "Forced")), [(5, false)]);
    }
}
