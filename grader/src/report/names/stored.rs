//! What a method only looks up in a field, and where the source computes that.

use super::{flow::Spot, last_name, written::is_test};
use crate::walk::{self as visit, Visit};
use std::collections::BTreeSet;
use syn::{Expr, FnArg, Member, Pat, Signature, Stmt, Visibility};

/// Parameters that are followed to those who give them, one after the other, at most.
const MOST_HOPS: usize = 3;

/// The field that the only public method of this name gives: it takes nothing, and does nothing else.
pub(in super::super) fn looked_up(file: &syn::File, method: &str) -> Option<String> {
    struct Methods<'n>(&'n str, Vec<Option<String>>);
    impl<'ast> Visit<'ast> for Methods<'_> {
        fn visit_item_mod(&mut self, it: &'ast syn::ItemMod) {
            if !is_test(&it.attrs) {
                visit::visit_item_mod(self, it);
            }
        }

        fn visit_impl_item_fn(&mut self, it: &'ast syn::ImplItemFn) {
            let is_public = matches!(it.vis, Visibility::Public(_));
            if it.sig.ident == self.0 && is_public && it.sig.inputs.len() == 1 {
                let field = match &it.block.stmts[..] {
                    [Stmt::Expr(expr, None)] if it.sig.receiver().is_some() => field_of_self(expr),
                    _ => None,
                };
                self.1.push(field);
            }
        }
    }
    let mut methods = Methods(method, Vec::new());
    methods.visit_file(file);
    match &methods.1[..] {
        [field] => field.clone(),
        _ => None,
    }
}

/// `self.handle.deadline`: the last of these names.
fn field_of_self(expr: &Expr) -> Option<String> {
    let Expr::Field(it) = expr else {
        return None;
    };
    let is_self = match &*it.base {
        Expr::Path(path) => path.path.is_ident("self"),
        base => field_of_self(base).is_some(),
    };
    match &it.member {
        Member::Named(name) if is_self => Some(name.to_string()),
        _ => None,
    }
}

/// Where that is computed with which a field of this name is filled in; nowhere, if it is changed later.
pub(in super::super) fn computed(file: &syn::File, field: &str) -> Vec<Spot> {
    let mut functions = Functions(Vec::new());
    functions.visit_file(file);
    let all = functions.0;
    let is_changed = |it: &Function<'_>| it.assigned.contains(field);
    if all.iter().any(is_changed) {
        return Vec::new();
    }
    let mut search = Search {
        all: &all,
        field,
        found: BTreeSet::new(),
    };
    for function in &all {
        for (name, value) in &function.fills {
            if name == field {
                search.follow(value, function, MOST_HOPS);
            }
        }
    }
    search.found.into_iter().collect()
}

/// A function, and what it does with values.
#[derive(Default)]
struct Function<'ast> {
    name: String,
    /// What a method is called on is none of them.
    parameters: Vec<String>,
    lets: Vec<(String, Spot, &'ast Expr)>,
    /// Fields of a value that it makes.
    fills: Vec<(String, &'ast Expr)>,
    calls: Vec<(String, Vec<&'ast Expr>)>,
    /// Fields that are set anew.
    assigned: BTreeSet<String>,
}

struct Functions<'ast>(Vec<Function<'ast>>);

impl<'ast> Functions<'ast> {
    fn add(&mut self, signature: &Signature, block: &'ast syn::Block) {
        let name = |it: &FnArg| match it {
            FnArg::Typed(it) => match &*it.pat {
                Pat::Ident(pat) => Some(pat.ident.to_string()),
                _ => Some(String::new()),
            },
            FnArg::Receiver(_) => None,
        };
        let mut function = Function {
            name: signature.ident.to_string(),
            parameters: signature.inputs.iter().filter_map(name).collect(),
            ..Function::default()
        };
        function.visit_block(block);
        self.0.push(function);
    }
}

impl<'ast> Visit<'ast> for Functions<'ast> {
    fn visit_item_mod(&mut self, it: &'ast syn::ItemMod) {
        if !is_test(&it.attrs) {
            visit::visit_item_mod(self, it);
        }
    }

    fn visit_item_fn(&mut self, it: &'ast syn::ItemFn) {
        self.add(&it.sig, &it.block);
    }

    fn visit_impl_item_fn(&mut self, it: &'ast syn::ImplItemFn) {
        self.add(&it.sig, &it.block);
    }
}

impl<'ast> Visit<'ast> for Function<'ast> {
    fn visit_local(&mut self, it: &'ast syn::Local) {
        if let (Pat::Ident(pat), Some(init)) = (&it.pat, &it.init) {
            let spot = Spot::of(&pat.ident);
            self.lets.push((pat.ident.to_string(), spot, &init.expr));
        }
        visit::visit_local(self, it);
    }

    fn visit_field_value(&mut self, it: &'ast syn::FieldValue) {
        if let Member::Named(name) = &it.member {
            self.fills.push((name.to_string(), &it.expr));
        }
        visit::visit_field_value(self, it);
    }

    fn visit_expr_call(&mut self, it: &'ast syn::ExprCall) {
        if let Expr::Path(path) = &*it.func
            && let Some(last) = path.path.segments.last()
        {
            self.calls
                .push((last.ident.to_string(), it.args.iter().collect()));
        }
        visit::visit_expr_call(self, it);
    }

    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        self.calls
            .push((it.method.to_string(), it.args.iter().collect()));
        visit::visit_expr_method_call(self, it);
    }

    fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
        if matches!(*it.left, Expr::Field(_)) {
            self.assigned.extend(last_name(&it.left));
        }
        visit::visit_expr_assign(self, it);
    }
}

struct Search<'s, 'ast> {
    all: &'s [Function<'ast>],
    field: &'s str,
    found: BTreeSet<Spot>,
}

impl<'ast> Search<'_, 'ast> {
    /// Follows a value through variables and parameters. What is written there, or taken over from a field of the same
    /// name, is not computed.
    fn follow(&mut self, value: &Expr, function: &Function<'ast>, hops: usize) {
        let spot = Spot::of(value);
        let ident = match value {
            Expr::Path(path) => match path.path.get_ident() {
                Some(name) => name.to_string(),
                None => return,
            },
            Expr::Lit(_) => return,
            _ if last_name(value).as_deref() == Some(self.field) => return,
            _ => {
                self.found.insert(spot);
                return;
            }
        };
        let lets = function.lets.iter().filter(|it| it.0 == ident);
        if let Some((_, at, init)) = lets.filter(|it| it.1 <= spot).max_by_key(|it| it.1) {
            let is_plain = matches!(init, Expr::Lit(_) | Expr::Path(_))
                || last_name(init).as_deref() == Some(self.field);
            if !is_plain {
                self.found.insert(*at);
            }
            return;
        }
        let index = function.parameters.iter().position(|it| *it == ident);
        let Some(index) = index.filter(|_| hops > 0) else {
            return;
        };
        for caller in self.all {
            for (name, given) in &caller.calls {
                if *name == function.name && given.len() == function.parameters.len() {
                    self.follow(given[index], caller, hops - 1);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{computed, looked_up};

    const TEXT: &str = "impl C {\n fn new(a: u8, limit: Option<u8>) -> C {\n  C { limit, a }\n }\n \
                        pub fn child(&self, own: u8) -> C {\n  let limit = own.or(self.limit);\n  \
                        Self::new(1, limit)\n }\n fn root() -> C { C::new(0, None) }\n \
                        fn same(&self) -> C { C::new(2, self.inner.limit) }\n \
                        pub fn limit(&self) -> Option<u8> {\n  self.inner.limit\n }\n \
                        pub fn a(&self) -> u8 { self.lock().a }\n}\n";

    #[test]
    fn a_field_is_looked_up_by_a_method_that_does_nothing_else() {
        let file = syn::parse_file(TEXT).unwrap();
        assert_eq!(looked_up(&file, "limit").as_deref(), Some("limit"));
        assert_eq!(looked_up(&file, "a"), None);
        assert_eq!(looked_up(&file, "new"), None);
    }

    #[test]
    fn what_fills_a_field_is_followed_through_parameters_to_where_it_is_computed() {
        let file = syn::parse_file(TEXT).unwrap();
        let lines: Vec<u32> = computed(&file, "limit").iter().map(|it| it.line).collect();
        assert_eq!(lines, [6]);
        let text = format!("{TEXT}fn f(c: &mut C) {{ c.limit = None; }}");
        let file = syn::parse_file(&text).unwrap();
        assert!(computed(&file, "limit").is_empty());
    }
}
