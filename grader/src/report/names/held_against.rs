//! Where a count is held against a limit, before it becomes one more.

use super::{
    basics::number,
    flow::{Spot, in_function},
    last_segment,
    reckoned::{Asked, asked, member},
    written::is_test,
};
use crate::walk::{self as visit, Visit};
use syn::{BinOp, Expr, FnArg, Member, Pat};

/// What a function does, in the order of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum Deed {
    /// It calls something.
    Calls(Asked),
    /// It asks whether a field is more than a limit: nothing comes of it if the two are equal.
    Holds(Held),
    /// A field becomes one more.
    More(String),
}

/// A field that is held against a limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Held {
    /// Where.
    pub(in super::super) spot: Spot,
    /// The field.
    pub(in super::super) count: String,
    /// The limit.
    pub(in super::super) limit: String,
}

/// What the function of this name does.
pub(in super::super) fn deeds(file: &syn::File, name: Spot) -> Vec<Deed> {
    let found = in_function(file, name, |_, block| {
        let mut deeds = Deeds {
            block,
            found: Vec::new(),
        };
        deeds.visit_block(block);
        deeds.found
    });
    found.unwrap_or_default()
}

/// A count begins with nothing, wherever it is made, and its limit is given to a public function that is no method.
pub(in super::super) fn is_limited(file: &syn::File, held: &Held) -> bool {
    struct Makes<'n> {
        held: &'n Held,
        begins: bool,
        other: bool,
        is_given: bool,
    }
    impl Makes<'_> {
        fn takes(&mut self, visible: &syn::Visibility, signature: &syn::Signature) {
            let mut inputs = signature.inputs.iter();
            let is_it = |it: &FnArg| {
                matches!(it, FnArg::Typed(it)
                    if matches!(&*it.pat, Pat::Ident(name) if name.ident == self.held.limit))
            };
            let is_public = matches!(visible, syn::Visibility::Public(_));
            self.is_given |= is_public && signature.receiver().is_none() && inputs.any(is_it);
        }
    }
    impl<'ast> Visit<'ast> for Makes<'_> {
        fn visit_item_mod(&mut self, it: &'ast syn::ItemMod) {
            if !is_test(&it.attrs) {
                visit::visit_item_mod(self, it);
            }
        }

        fn visit_item_fn(&mut self, it: &'ast syn::ItemFn) {
            self.takes(&it.vis, &it.sig);
            visit::visit_item_fn(self, it);
        }

        fn visit_impl_item_fn(&mut self, it: &'ast syn::ImplItemFn) {
            self.takes(&it.vis, &it.sig);
            visit::visit_impl_item_fn(self, it);
        }

        fn visit_field_value(&mut self, it: &'ast syn::FieldValue) {
            if matches!(&it.member, Member::Named(name) if *name == self.held.count) {
                self.begins = true;
                self.other |= number(&it.expr) != Some(0);
            }
            visit::visit_field_value(self, it);
        }
    }
    let mut makes = Makes {
        held,
        begins: false,
        other: false,
        is_given: false,
    };
    makes.visit_file(file);
    makes.begins && !makes.other && makes.is_given
}

struct Deeds<'ast> {
    /// The body of the function.
    block: &'ast syn::Block,
    found: Vec<Deed>,
}

impl Deeds<'_> {
    fn hold(&mut self, count: &Expr, limit: &Expr) {
        if let (Some(name), Some(limit)) = (member(count), plain(limit)) {
            self.found.push(Deed::Holds(Held {
                spot: Spot::of(count),
                count: name.to_string(),
                limit,
            }));
        }
    }
}

impl<'ast> Visit<'ast> for Deeds<'ast> {
    fn visit_local(&mut self, it: &'ast syn::Local) {
        visit::visit_local(self, it);
        if let (Pat::Ident(name), Some(init)) = (&it.pat, &it.init)
            && let Expr::MethodCall(call) = &*init.expr
            && call.method == "saturating_sub"
            && call.args.len() == 1
        {
            let mut asks = AsksForNone(&name.ident, false);
            asks.visit_block(self.block);
            if asks.1 {
                self.hold(&call.receiver, &call.args[0]);
            }
        }
    }

    fn visit_expr_if(&mut self, it: &'ast syn::ExprIf) {
        let before = self.found.len();
        self.visit_expr(&it.cond);
        let mut sets = Sets(Vec::new());
        sets.visit_block(&it.then_branch);
        // Who sets it right where it is too large lets nobody in.
        let held = self.found.split_off(before).into_iter();
        let is_kept = |it: &Deed| !matches!(it, Deed::Holds(held) if sets.0.contains(&held.count));
        self.found.extend(held.filter(is_kept));
        self.visit_block(&it.then_branch);
        if let Some((_, other)) = &it.else_branch {
            self.visit_expr(other);
        }
    }

    fn visit_expr_binary(&mut self, it: &'ast syn::ExprBinary) {
        visit::visit_expr_binary(self, it);
        match it.op {
            BinOp::Gt(_) | BinOp::Le(_) => self.hold(&it.left, &it.right),
            BinOp::Lt(_) | BinOp::Ge(_) => self.hold(&it.right, &it.left),
            BinOp::AddAssign(_) if number(&it.right) == Some(1) => {
                let name = member(&it.left).map(|name| Deed::More(name.to_string()));
                self.found.extend(name);
            }
            _ => {}
        }
    }

    fn visit_expr(&mut self, it: &'ast Expr) {
        visit::visit_expr(self, it);
        if matches!(it, Expr::Call(_) | Expr::MethodCall(_)) {
            self.found.extend(asked(it).map(Deed::Calls));
        }
    }
}

/// Whether it is asked of a variable if that is 0.
struct AsksForNone<'n>(&'n syn::Ident, bool);

impl<'ast> Visit<'ast> for AsksForNone<'_> {
    fn visit_expr_binary(&mut self, it: &'ast syn::ExprBinary) {
        let is_it = matches!(&*it.left, Expr::Path(path) if path.path.is_ident(self.0));
        let asks = matches!(it.op, BinOp::Eq(_) | BinOp::Ne(_) | BinOp::Gt(_));
        self.1 |= is_it && asks && number(&it.right) == Some(0);
        visit::visit_expr_binary(self, it);
    }
}

/// The fields that are set.
struct Sets(Vec<String>);

impl<'ast> Visit<'ast> for Sets {
    fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
        self.0.extend(member(&it.left).map(ToString::to_string));
        visit::visit_expr_assign(self, it);
    }
}

/// The name of a variable or field, whatever type it is made.
fn plain(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Paren(it) => plain(&it.expr),
        Expr::Cast(it) => plain(&it.expr),
        Expr::Call(it) if it.args.len() == 1 => {
            let is_from = last_segment(&it.func).is_some_and(|name| name == "from");
            plain(&it.args[0]).filter(|_| is_from)
        }
        Expr::Path(it) => it.path.get_ident().map(ToString::to_string),
        _ => member(expr).map(ToString::to_string),
    }
}

#[cfg(test)]
mod tests {
    use super::{Deed, Held, deeds, is_limited};
    use crate::report::names::flow::Spot;

    fn held(body: &str) -> Vec<Held> {
        let text = format!("fn f(&mut self) {{\n{body}\n}}\n");
        let file = syn::parse_file(&text).unwrap();
        let deeds = deeds(&file, Spot { line: 1, column: 4 }).into_iter();
        let held = deeds.filter_map(|it| match it {
            Deed::Holds(held) => Some(held),
            Deed::Calls(_) | Deed::More(_) => None,
        });
        held.collect()
    }

    #[test]
    fn a_count_may_be_as_large_as_its_limit() {
        for text in [
            "if self.n > limit { g() }",
            "if (self.n) <= self.limit { g() }",
            "if limit < self.n { g() }",
            "let n = self.n.saturating_sub(u64::from(limit));\nif n == 0 { g() }",
        ] {
            let held = held(text);
            let [one] = &held[..] else { panic!("{text}") };
            assert_eq!((&*one.count, &*one.limit), ("n", "limit"), "{text}");
        }
        for text in [
            "if self.n < limit { g() }",
            "if self.n >= limit { g() }",
            "if self.n + 1 > limit { g() }",
            "if self.n > limit { self.n = limit; }",
            "if self.n > 0 { g() }",
            "let n = (self.n + 1).saturating_sub(limit);\nif n == 0 { g() }",
            "let n = self.n.saturating_sub(limit);\nh(n + 1)",
        ] {
            assert_eq!(held(text), [], "{text}");
        }
    }

    #[test]
    fn a_limit_is_given_and_a_count_begins_with_nothing() {
        let is_it = |given: &str, begins: &str| {
            let text = format!("pub fn new({given}) -> S {{\n S {{ n: {begins} }}\n}}\n");
            let one = &held("if self.n > limit { g() }")[0];
            is_limited(&syn::parse_file(&text).unwrap(), one)
        };
        assert!(is_it("limit: u32", "0"));
        assert!(!is_it("other: u32", "0"));
        assert!(!is_it("limit: u32", "1"));
        assert!(!is_it("&self, limit: u32", "0"));
    }
}
