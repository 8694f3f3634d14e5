//! The name of what is created, or used, at a place: a `let`, a field, a static, a parameter.

use super::{At, covers, last_name};
use crate::walk::{self as visit, Visit};
use syn::{Expr, Pat, Stmt};

/// What the code calls the thing that it creates at a place, in backticks: "`jobs`", "`tx`/`rx`".
pub(super) fn created(file: &syn::File, at: At) -> Option<String> {
    let mut finder = Finder {
        file,
        at,
        found: None,
    };
    finder.visit_file(file);
    finder.found
}

/// What the code calls the thing that it uses at a place: the receiver of a method, what a loop
/// runs over.
pub(super) fn used(file: &syn::File, at: At) -> Option<String> {
    let user = user(file, at, false);
    Some(said(&user.found?, user.is_indexed))
}

/// What the code calls the thing that it puts into a `Select` at a place; what stands for each element of a collection in
/// turn is one of these.
pub(super) fn put(file: &syn::File, at: At) -> Option<String> {
    let user = user(file, at, true);
    let name = user.found?;
    let turn = user.turns.into_iter().rfind(|(bound, _)| *bound == name);
    Some(match turn {
        Some((_, all)) => said(&all, true),
        None => said(&name, user.is_indexed),
    })
}

/// What an expression is called.
pub(super) fn written(text: &str) -> Option<String> {
    let expr: Expr = syn::parse_str(text).ok()?;
    let name = last_name(&expr).filter(|name| name != "self")?;
    Some(said(&name, is_indexed(&expr)))
}

fn user(file: &syn::File, at: At, is_put: bool) -> User {
    let mut user = User {
        at,
        is_put,
        found: None,
        is_indexed: false,
        turns: Vec::new(),
    };
    user.visit_file(file);
    user
}

fn said(name: &str, is_indexed: bool) -> String {
    if is_indexed {
        format!("{ONE_OF}`{name}`")
    } else {
        format!("`{name}`")
    }
}

/// What is said before the name of a collection, of an element of it.
pub(super) const ONE_OF: &str = "one of ";

/// An element of a collection.
fn is_indexed(expr: &Expr) -> bool {
    match expr {
        Expr::Index(_) => true,
        Expr::Field(it) => is_indexed(&it.base),
        Expr::Reference(it) => is_indexed(&it.expr),
        Expr::Paren(it) => is_indexed(&it.expr),
        _ => false,
    }
}

/// Goes down to the place; the innermost name wins.
struct Finder<'f> {
    file: &'f syn::File,
    at: At,
    found: Option<String>,
}

impl Finder<'_> {
    fn name(&mut self, name: impl std::fmt::Display) {
        self.found = Some(format!("`{name}`"));
    }

    /// What is created inside of `init` is called as the pattern says.
    fn bind(&mut self, pat: &Pat, init: &Expr) {
        match (pat, init) {
            (Pat::Type(pat), init) => self.bind(&pat.pat, init),
            (Pat::Tuple(pat), Expr::Tuple(init)) if pat.elems.len() == init.elems.len() => {
                let mut pairs = pat.elems.iter().zip(&init.elems);
                if let Some((pat, init)) = pairs.find(|(_, init)| covers(*init, self.at)) {
                    self.bind(pat, init);
                }
            }
            (pat, init) => {
                self.found = pattern(pat);
                self.visit_expr(init);
            }
        }
    }

    /// The function belongs to a type that this file does not define, as in `Arc::new`.
    fn is_elsewhere(&self, function: &Expr) -> bool {
        let Expr::Path(path) = function else {
            return false;
        };
        let owner = path.path.segments.iter().rev().nth(1);
        let Some(owner) = owner.map(|it| it.ident.to_string()) else {
            return false;
        };
        let is_type = owner.starts_with(char::is_uppercase) && owner != "Self";
        let defines = |item: &syn::Item| match item {
            syn::Item::Struct(it) => it.ident == owner,
            syn::Item::Enum(it) => it.ident == owner,
            _ => false,
        };
        is_type && !self.file.items.iter().any(defines)
    }

    /// The parameter of a function of this file that an argument is given for.
    fn parameter(&self, function: &str, index: usize) -> Option<String> {
        let mut inputs = Parameters {
            function,
            found: Vec::new(),
        };
        inputs.visit_file(self.file);
        match inputs.found.as_slice() {
            [one] => one.get(index).cloned().flatten(),
            _ => None,
        }
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        if covers(item, self.at) {
            visit::visit_item(self, item);
        }
    }

    fn visit_expr(&mut self, expr: &'ast Expr) {
        if covers(expr, self.at) {
            visit::visit_expr(self, expr);
        }
    }

    fn visit_item_static(&mut self, item: &'ast syn::ItemStatic) {
        self.name(&item.ident);
        visit::visit_item_static(self, item);
    }

    fn visit_item_const(&mut self, item: &'ast syn::ItemConst) {
        self.name(&item.ident);
        visit::visit_item_const(self, item);
    }

    fn visit_stmt(&mut self, stmt: &'ast Stmt) {
        if covers(stmt, self.at) {
            // The tail of a block is the block's value; anything else has its own name or none.
            if !matches!(stmt, Stmt::Expr(_, None)) {
                self.found = None;
            }
            visit::visit_stmt(self, stmt);
        }
    }

    fn visit_local(&mut self, local: &'ast syn::Local) {
        match &local.init {
            Some(init) if covers(&init.expr, self.at) => self.bind(&local.pat, &init.expr),
            Some(_) | None => visit::visit_local(self, local),
        }
    }

    fn visit_field_value(&mut self, field: &'ast syn::FieldValue) {
        if covers(field, self.at) {
            if let syn::Member::Named(name) = &field.member {
                self.name(name);
            }
            visit::visit_field_value(self, field);
        }
    }

    fn visit_expr_assign(&mut self, assign: &'ast syn::ExprAssign) {
        self.found = last_name(&assign.left).map(|name| format!("`{name}`"));
        visit::visit_expr_assign(self, assign);
    }

    fn visit_expr_tuple(&mut self, tuple: &'ast syn::ExprTuple) {
        let index = tuple.elems.iter().position(|it| covers(it, self.at));
        if let (Some(index), Some(name)) = (index, self.found.take()) {
            self.name(format!("{}.{index}", name.trim_matches('`')));
        }
        visit::visit_expr_tuple(self, tuple);
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        if let Some(index) = call.args.iter().position(|it| covers(it, self.at)) {
            match last_name(&call.func).as_deref() {
                Some("spawn") => self.found = None,
                Some(_) if self.is_elsewhere(&call.func) => {}
                Some(name) => {
                    if let Some(parameter) = self.parameter(name, index) {
                        self.name(parameter);
                    }
                }
                None => {}
            }
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        if let Some(index) = call.args.iter().position(|it| covers(it, self.at)) {
            let method = call.method.to_string();
            match method.as_str() {
                "spawn" => self.found = None,
                "push" | "push_back" | "push_front" | "insert" | "send" => {
                    self.found = last_name(&call.receiver).map(|name| format!("`{name}`"));
                }
                _ => {
                    if let Some(parameter) = self.parameter(&method, index) {
                        self.name(parameter);
                    }
                }
            }
        }
        visit::visit_expr_method_call(self, call);
    }
}

/// The name that a pattern gives to what it binds.
fn pattern(pat: &Pat) -> Option<String> {
    let Pat::Tuple(tuple) = pat else {
        return identifier(pat).map(|name| format!("`{name}`"));
    };
    let names: Vec<String> = tuple.elems.iter().filter_map(identifier).collect();
    match names.as_slice() {
        [] => None,
        [one, two] => Some(endpoints(one, two)),
        [first, ..] => Some(format!("`{first}`")),
    }
}

/// The two ends of a channel: "`jobs`" for `(jobs_tx, jobs_rx)`, else "`tx`/`rx`".
fn endpoints(one: &str, two: &str) -> String {
    const ROLES: [&str; 12] = [
        "tx", "rx", "sender", "receiver", "send", "recv", "s", "r", "in", "out", "input", "output",
    ];
    let stem = |name: &str| {
        let parts: Vec<&str> = name.split('_').collect();
        let kept: Vec<&str> = parts
            .iter()
            .copied()
            .filter(|part| !ROLES.contains(part))
            .collect();
        (kept.len() + 1 == parts.len()).then(|| kept.join("_"))
    };
    match (stem(one), stem(two)) {
        (Some(one), Some(two)) if one == two && !one.is_empty() => format!("`{one}`"),
        _ => format!("`{one}`/`{two}`"),
    }
}

/// The identifier that a simple pattern binds.
pub(super) fn identifier(pat: &Pat) -> Option<String> {
    match pat {
        Pat::Ident(it) => Some(it.ident.to_string()),
        Pat::Type(it) => identifier(&it.pat),
        Pat::Reference(it) => identifier(&it.pat),
        Pat::Paren(it) => identifier(&it.pat),
        _ => None,
    }
}

/// The names of the parameters of every function of this name.
struct Parameters<'f> {
    function: &'f str,
    found: Vec<Vec<Option<String>>>,
}

impl<'ast> Visit<'ast> for Parameters<'_> {
    fn visit_signature(&mut self, signature: &'ast syn::Signature) {
        if signature.ident == self.function {
            let name = |input: &syn::FnArg| match input {
                syn::FnArg::Receiver(_) => None,
                syn::FnArg::Typed(typed) => Some(identifier(&typed.pat)),
            };
            self.found
                .push(signature.inputs.iter().filter_map(name).collect());
        }
    }
}

/// Looks for the name that is used at the place.
struct User {
    at: At,
    /// A channel is put into a `Select` there.
    is_put: bool,
    found: Option<String>,
    /// It is an element of what has that name.
    is_indexed: bool,
    /// What loops around the place bind, and what they go through.
    turns: Vec<(String, String)>,
}

impl User {
    /// A loop around the place binds the names of a pattern.
    fn turn(&mut self, pat: &Pat, all: &str) {
        match pat {
            Pat::Tuple(tuple) => tuple.elems.iter().for_each(|pat| self.turn(pat, all)),
            pat => self
                .turns
                .extend(identifier(pat).map(|name| (name, all.to_owned()))),
        }
    }
}

impl<'ast> Visit<'ast> for User {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        if covers(item, self.at) {
            visit::visit_item(self, item);
        }
    }

    fn visit_expr(&mut self, expr: &'ast Expr) {
        if covers(expr, self.at) {
            visit::visit_expr(self, expr);
        }
    }

    fn visit_expr_for_loop(&mut self, it: &'ast syn::ExprForLoop) {
        // A step of an iterator stands where the loop begins.
        let begin = it.for_token.span.start();
        let is_turn = (begin.line, begin.column) == (self.at.line, self.at.column);
        if is_turn || covers(&it.expr, self.at) {
            self.found = last_name(&it.expr);
            self.is_indexed = is_indexed(&it.expr);
        }
        if covers(&it.body, self.at)
            && let Some(all) = last_name(&it.expr)
        {
            self.turn(&it.pat, &all);
        }
        visit::visit_expr_for_loop(self, it);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        if covers(&call.method, self.at) {
            // Of a chosen operation the channel is the last argument; what is drained into something is not
            // that thing.
            let method = call.method.to_string();
            let channel = match (method.as_str(), call.args.len()) {
                ("recv" | "extend", 1) | ("send", 2) => call.args.last(),
                ("send", 1) if self.is_put => call.args.last(),
                _ => None,
            };
            let named = channel.unwrap_or(&call.receiver);
            self.found = last_name(named).filter(|name| name != "self");
            self.is_indexed = is_indexed(named);
        }
        visit::visit_expr_method_call(self, call);
    }
}
