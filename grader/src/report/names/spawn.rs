//! What a thread does, in a word: the function that it runs, the loop or function that spawned it.

use super::{At, Call, Function, binding::identifier, covers, last_name};
use crate::walk::{self as visit, Visit};
use std::collections::BTreeSet;
use syn::{Expr, Pat, Stmt, spanned::Spanned};

/// The noun for threads that are spawned at this place, in backticks; `alone` if only one was. It is none of the words
/// that are `taken`.
pub(super) fn noun(
    file: &syn::File,
    at: At,
    alone: bool,
    taken: &BTreeSet<String>,
) -> Option<String> {
    let mut finder = Finder {
        at,
        function: None,
        turn: None,
        bound: None,
        closure: None,
        found: None,
    };
    finder.visit_file(file);
    let found = finder.found?;
    let is_free = |name: &String| !is_vague(name) && !taken.contains(name);
    let bound = found.bound.filter(|name| alone && is_free(name));
    let turn = found.turn.filter(|name| !alone && is_free(name));
    let closure = found.closure.filter(|name| !alone && is_free(name));
    if let Some(name) = found.runs.or(bound).or(turn) {
        return Some(format!("`{name}`"));
    }
    let around = closure.or(found.function);
    around.map(|name| format!("`{name}` thread"))
}

/// The functions and methods of a file, with their lines.
pub(super) fn functions(file: &syn::File) -> Vec<Function> {
    struct Functions {
        found: Vec<Function>,
        owner: Option<String>,
    }
    impl Functions {
        fn add(
            &mut self,
            (visibility, signature): (&syn::Visibility, &syn::Signature),
            function: &impl Spanned,
            body: &syn::Block,
        ) {
            let name = &signature.ident;
            let mut calls = Calls(Vec::new());
            calls.visit_block(body);
            let line = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            self.found.push(Function {
                name: name.to_string(),
                // Not where its documentation begins.
                first: line(name.span().start().line),
                last: line(function.span().end().line),
                column: line(name.span().start().column + 1),
                parameters: signature.inputs.len() - usize::from(signature.receiver().is_some()),
                has_self: signature.receiver().is_some(),
                owner: self.owner.clone(),
                is_public: matches!(visibility, syn::Visibility::Public(_)),
                calls: calls.0,
            });
        }
    }
    impl<'ast> Visit<'ast> for Functions {
        fn visit_item_fn(&mut self, it: &'ast syn::ItemFn) {
            let around = self.owner.take();
            self.add((&it.vis, &it.sig), it, &it.block);
            visit::visit_item_fn(self, it);
            self.owner = around;
        }

        fn visit_item_impl(&mut self, it: &'ast syn::ItemImpl) {
            let named = match &*it.self_ty {
                syn::Type::Path(path) => path.path.segments.last(),
                _ => None,
            };
            let before = self.owner.take();
            self.owner = named.map(|it| it.ident.to_string());
            visit::visit_item_impl(self, it);
            self.owner = before;
        }

        fn visit_impl_item_fn(&mut self, it: &'ast syn::ImplItemFn) {
            self.add((&it.vis, &it.sig), it, &it.block);
            visit::visit_impl_item_fn(self, it);
        }
    }
    let mut functions = Functions {
        found: Vec::new(),
        owner: None,
    };
    functions.visit_file(file);
    functions.found
}

/// What a body calls, or names.
struct Calls(Vec<Call>);

impl Calls {
    fn add(&mut self, call: Call) {
        if !self.0.contains(&call) {
            self.0.push(call);
        }
    }

    fn path(&mut self, path: &syn::Path, arguments: Option<usize>) {
        let mut names = path.segments.iter().rev().map(|it| it.ident.to_string());
        if let Some(name) = names.next() {
            self.add(Call {
                name,
                owner: names.next(),
                arguments,
                is_method: false,
            });
        }
    }
}

impl<'ast> Visit<'ast> for Calls {
    fn visit_expr_path(&mut self, it: &'ast syn::ExprPath) {
        // A single name may be that of a variable.
        if it.path.segments.len() > 1 {
            self.path(&it.path, None);
        }
    }

    fn visit_expr_call(&mut self, it: &'ast syn::ExprCall) {
        match &*it.func {
            Expr::Path(path) => self.path(&path.path, Some(it.args.len())),
            other => self.visit_expr(other),
        }
        it.args
            .iter()
            .for_each(|argument| self.visit_expr(argument));
    }

    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        /// Whose method of such a name it is, only types would tell; those of the standard library have one argument
        /// at most.
        const COMMON: [&str; 28] = [
            "all", "any", "clone", "count", "drain", "entry", "filter", "find", "first", "get",
            "is_empty", "is_some", "iter", "join", "last", "len", "lock", "map", "max", "min",
            "next", "pop", "push", "read", "remove", "take", "wait", "write",
        ];
        self.visit_expr(&it.receiver);
        let name = it.method.to_string();
        let is_common = it.args.len() < 2 && COMMON.contains(&name.as_str());
        if !is_common && name != "insert" {
            self.add(Call {
                name,
                owner: None,
                arguments: Some(it.args.len()),
                is_method: true,
            });
        }
        it.args
            .iter()
            .for_each(|argument| self.visit_expr(argument));
    }
}

/// The name says no more than "thread".
fn is_vague(name: &str) -> bool {
    const VAGUE: [&str; 18] = [
        "scope", "workers", "_", "handle", "handles", "thread", "threads", "join", "joins", "id",
        "index", "num", "idx", "spawned", "result", "number", "this", "self",
    ];
    name.len() < 2 || VAGUE.contains(&name.trim_start_matches('_'))
}

/// What a thread is given to work with, and not which thread it is: an end of a channel, a lock.
fn is_shared(pat: &Pat) -> bool {
    const SHARED: [&str; 4] = ["Receiver", "Sender", "Arc", "Mutex"];
    let Pat::Type(pat) = pat else {
        return false;
    };
    let syn::Type::Path(path) = &*pat.ty else {
        return false;
    };
    let last = path.path.segments.last();
    last.is_some_and(|it| SHARED.contains(&it.ident.to_string().as_str()))
}

/// What is known of a call of `spawn`.
struct Spawn {
    runs: Option<String>,
    bound: Option<String>,
    turn: Option<String>,
    closure: Option<String>,
    function: Option<String>,
}

/// Goes down to the place, and remembers what it is inside of.
struct Finder {
    at: At,
    function: Option<String>,
    turn: Option<String>,
    bound: Option<String>,
    /// What a closure around the place is bound to.
    closure: Option<String>,
    found: Option<Spawn>,
}

impl Finder {
    /// A call of `spawn` stands around the place.
    fn spawn(&mut self, closure: Option<&Expr>) {
        self.found = Some(Spawn {
            runs: closure.and_then(runs),
            bound: self.bound.clone(),
            turn: self.turn.clone(),
            closure: self.closure.clone(),
            function: self.function.clone(),
        });
    }
}

impl<'ast> Visit<'ast> for Finder {
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

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.function = Some(item.sig.ident.to_string());
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        if covers(item, self.at) {
            self.function = Some(item.sig.ident.to_string());
            visit::visit_impl_item_fn(self, item);
        }
    }

    fn visit_stmt(&mut self, stmt: &'ast Stmt) {
        if covers(stmt, self.at) {
            self.bound = None;
            visit::visit_stmt(self, stmt);
        }
    }

    fn visit_local(&mut self, local: &'ast syn::Local) {
        self.bound = identifier(&local.pat);
        let init = local.init.as_ref().map(|it| &*it.expr);
        if matches!(init, Some(Expr::Closure(_))) {
            self.closure.clone_from(&self.bound);
        }
        visit::visit_local(self, local);
    }

    fn visit_expr_for_loop(&mut self, it: &'ast syn::ExprForLoop) {
        if covers(&it.body, self.at) {
            self.turn = identifier(&it.pat);
        }
        visit::visit_expr_for_loop(self, it);
    }

    fn visit_expr_closure(&mut self, it: &'ast syn::ExprClosure) {
        if let Some(pat) = it.inputs.first() {
            let pat = match pat {
                Pat::Tuple(pat) => pat.elems.last().unwrap_or(&it.inputs[0]),
                other => other,
            };
            self.turn = identifier(pat).filter(|_| !is_shared(pat));
        }
        visit::visit_expr_closure(self, it);
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        if last_name(&call.func).as_deref() == Some("spawn") {
            self.spawn(call.args.last());
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        if call.method == "spawn" || call.method == "spawn_scoped" {
            self.spawn(call.args.last());
        }
        visit::visit_expr_method_call(self, call);
    }
}

/// The function that a spawned closure does nothing but call.
fn runs(closure: &Expr) -> Option<String> {
    match closure {
        Expr::Closure(closure) => runs(&closure.body),
        Expr::Block(block) => match block.block.stmts.as_slice() {
            [Stmt::Expr(one, _)] => runs(one),
            _ => None,
        },
        Expr::Call(call) => {
            last_name(&call.func).filter(|name| name.starts_with(char::is_lowercase))
        }
        Expr::Path(path) => path.path.segments.last().map(|it| it.ident.to_string()),
        _ => None,
    }
}
