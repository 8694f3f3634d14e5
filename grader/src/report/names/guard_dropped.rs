//! Guards of locks that are dropped as soon as they are made.

use super::{At, at, covers, flow::Spot, last_segment};
use crate::walk::{self as visit, Visit};
use std::collections::BTreeSet;
use syn::{Expr, FnArg, Pat, ReturnType, Signature, Type};
use wire::Place;

/// The `let _ =` around the place of a lock, if what it drops at once is the guard.
pub(in super::super) fn guard_dropped(file: &syn::File, lock: &Place) -> Option<Spot> {
    let mut givers = Givers::default();
    givers.visit_file(file);
    let mut lets = Lets {
        at: at(lock)?,
        givers,
        found: None,
    };
    lets.visit_file(file);
    lets.found
}

/// Functions of the file that give a guard: whatever they are given, or if they are given one.
#[derive(Default)]
struct Givers {
    always: BTreeSet<String>,
    handed_on: BTreeSet<String>,
}

impl<'ast> Visit<'ast> for Givers {
    fn visit_signature(&mut self, it: &'ast Signature) {
        let ReturnType::Type(_, output) = &it.output else {
            return;
        };
        let Some(output) = last_of(output) else {
            return;
        };
        let name = it.ident.to_string();
        if output.ends_with("Guard") {
            self.always.insert(name);
        } else if it.generics.type_params().any(|it| it.ident == output)
            && let [FnArg::Typed(only)] = &it.inputs.iter().collect::<Vec<_>>()[..]
            && last_of(&only.ty).is_some_and(|it| it == "LockResult")
        {
            self.handed_on.insert(name);
        }
    }
}

/// The last part of the path of a type.
fn last_of(ty: &Type) -> Option<String> {
    let Type::Path(path) = ty else {
        return None;
    };
    path.path.segments.last().map(|it| it.ident.to_string())
}

struct Lets {
    at: At,
    givers: Givers,
    found: Option<Spot>,
}

impl Lets {
    /// What it gives is a guard, or the result of a lock with one in it.
    fn is_guard(&self, expr: &Expr) -> bool {
        const LOCKS: [&str; 3] = ["lock", "read", "write"];
        const SAME: [&str; 4] = ["unwrap", "expect", "unwrap_or_else", "into_inner"];
        match expr {
            Expr::MethodCall(it)
                if it.args.is_empty() && LOCKS.iter().any(|name| it.method == name) =>
            {
                true
            }
            Expr::MethodCall(it) if SAME.iter().any(|name| it.method == name) => {
                self.is_guard(&it.receiver)
            }
            Expr::MethodCall(it) => self.givers.always.contains(&it.method.to_string()),
            Expr::Call(it) => last_segment(&it.func).is_some_and(|name| {
                let name = name.to_string();
                self.givers.always.contains(&name)
                    || self.givers.handed_on.contains(&name)
                        && it.args.first().is_some_and(|it| self.is_guard(it))
            }),
            Expr::Try(it) => self.is_guard(&it.expr),
            Expr::Paren(it) => self.is_guard(&it.expr),
            _ => false,
        }
    }
}

impl<'ast> Visit<'ast> for Lets {
    fn visit_local(&mut self, it: &'ast syn::Local) {
        if covers(it, self.at)
            && matches!(it.pat, Pat::Wild(_))
            && it.init.as_ref().is_some_and(|it| self.is_guard(&it.expr))
        {
            self.found = Some(Spot::of(it));
        }
        visit::visit_local(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::guard_dropped;
    use crate::report::names::flow::place;

    #[test]
    fn a_guard_that_is_bound_to_nothing_is_dropped_at_once() {
        let text = "fn sound<T>(it: LockResult<T>) -> T { it }\nfn own(m: &M) -> MutexGuard<'_, u8> { m.lock() }\n\
                    fn f() {\n let _ = sound(a.lock());\n let _ = a.lock().unwrap();\n let _ = own(&a.lock());\n \
                    let _guard = a.lock().unwrap();\n let _ = a.lock().unwrap().insert(1);\n let _ = count(a.lock());\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = |line: u32| {
            let text = text.lines().nth(line as usize - 1).unwrap();
            let column = u32::try_from(text.find("lock").unwrap() + 1).unwrap();
            guard_dropped(&file, &place(line, column)).is_some()
        };
        assert_eq!([4, 5, 6].map(found), [true; 3]);
        assert_eq!([7, 8, 9].map(found), [false; 3]);
    }
}
