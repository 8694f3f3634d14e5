//! Where a number that is made of the time that has passed is held down.

use super::{
    basics::number,
    flow::{Spot, in_function},
    last_segment,
};
use crate::walk::{self as visit, Visit};
use std::collections::BTreeMap;
use syn::{BinOp, Expr, Pat, Type};

/// A place where such a number is held down.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct HeldDown {
    /// Where.
    pub(in super::super) spot: Spot,
    /// The variable that it is.
    pub(in super::super) name: Option<String>,
    /// The type to which it is cut, if it is cut.
    pub(in super::super) cut: Option<String>,
    /// The largest number that goes through.
    pub(in super::super) most: u64,
    /// One of it stands for so many nanoseconds, at least.
    pub(in super::super) unit: u64,
}

/// Such places in the function of this name.
pub(in super::super) fn held_down(file: &syn::File, name: Spot) -> Vec<HeldDown> {
    let found = in_function(file, name, |_, block| {
        let mut holds = Holds::default();
        holds.visit_block(block);
        holds.found
    });
    found.unwrap_or_default()
}

/// What is made of the time that has passed.
#[derive(Clone, Copy)]
enum Made {
    /// A duration.
    Passed,
    /// A number, of which one stands for so many nanoseconds, at least.
    Number(u64),
}

#[derive(Default)]
struct Holds {
    /// Variables that are bound to such.
    bound: BTreeMap<String, Made>,
    found: Vec<HeldDown>,
}

impl Holds {
    fn made(&self, expr: &Expr) -> Option<Made> {
        match expr {
            Expr::Paren(it) => self.made(&it.expr),
            Expr::Cast(it) => self.made(&it.expr),
            Expr::Path(it) => {
                let name = it.path.get_ident()?.to_string();
                self.bound.get(&name).copied()
            }
            Expr::Binary(it) => match (it.op, self.made(&it.left)) {
                (BinOp::Sub(_), None) => Some(Made::Passed),
                (BinOp::Add(_) | BinOp::Sub(_) | BinOp::Div(_), made) => made,
                _ => None,
            },
            Expr::Call(it) if it.args.len() == 1 => {
                let name = last_segment(&it.func)?;
                let is_same = name == "from" || name == "try_from";
                self.made(&it.args[0]).filter(|_| is_same)
            }
            Expr::MethodCall(it) => {
                let unit = |unit| {
                    let made = self.made(&it.receiver)?;
                    matches!(made, Made::Passed).then_some(Made::Number(unit))
                };
                match it.method.to_string().as_str() {
                    "elapsed" => Some(Made::Passed),
                    name if name.ends_with("duration_since") => Some(Made::Passed),
                    "as_nanos" => unit(1),
                    "as_micros" => unit(1_000),
                    "as_millis" => unit(1_000_000),
                    "as_secs" => unit(1_000_000_000),
                    "unwrap" | "unwrap_or" | "unwrap_or_default" | "expect" | "div_ceil"
                    | "saturating_sub" => self.made(&it.receiver),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn hold(&mut self, of: &Expr, spot: Spot, cut: Option<String>, most: u64) {
        if let Some(Made::Number(unit)) = self.made(of) {
            let name = match of {
                Expr::Path(it) => it.path.get_ident().map(ToString::to_string),
                _ => None,
            };
            self.found.push(HeldDown {
                spot,
                name,
                cut,
                most,
                unit,
            });
        }
    }
}

impl<'ast> Visit<'ast> for Holds {
    fn visit_local(&mut self, it: &'ast syn::Local) {
        visit::visit_local(self, it);
        if let (Pat::Ident(name), Some(init)) = (&it.pat, &it.init) {
            let name = name.ident.to_string();
            match self.made(&init.expr) {
                Some(made) => self.bound.insert(name, made),
                None => self.bound.remove(&name),
            };
        }
    }

    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        if it.method == "min"
            && let Some(most) = it.args.first().and_then(number)
        {
            self.hold(&it.receiver, Spot::of(&it.method), None, most);
        }
        visit::visit_expr_method_call(self, it);
    }

    fn visit_expr(&mut self, it: &'ast Expr) {
        if let Expr::Cast(it) = it
            && let Some((name, most)) = narrow(&it.ty)
        {
            self.hold(&it.expr, Spot::of(&it.as_token), Some(name), most);
        }
        visit::visit_expr(self, it);
    }
}

/// A type into which a number of nanoseconds may not fit, and the largest number that does.
fn narrow(ty: &Type) -> Option<(String, u64)> {
    let Type::Path(path) = ty else {
        return None;
    };
    let name = path.path.get_ident()?.to_string();
    let most = match name.as_str() {
        "u8" => u8::MAX.into(),
        "u16" => u16::MAX.into(),
        "u32" => u32::MAX.into(),
        _ => return None,
    };
    Some((name, most))
}

#[cfg(test)]
mod tests {
    use super::held_down;
    use crate::report::names::flow::Spot;

    #[test]
    fn a_number_made_of_time_is_held_down() {
        let found = |body: &str| {
            let text = format!("fn f(&self) {{\n{body}\n}}\n");
            let file = syn::parse_file(&text).unwrap();
            let found = held_down(&file, Spot { line: 1, column: 4 }).into_iter();
            let found = found.map(|it| (it.spot.line, it.most, it.unit));
            found.collect::<Vec<_>>()
        };
        let text = "let n = now.duration_since(self.at).as_nanos();\nlet n = u64::try_from(n / p).unwrap_or(9);\n\
                    let n = n.min(1);";
        assert_eq!(found(text), [(4, 1, 1)]);
        let cut = "u64::from(((now - self.at).as_millis() / p) as u32)";
        assert_eq!(found(cut), [(2, u64::from(u32::MAX), 1_000_000)]);
        // What is held down already fits; what is given, or wide enough, is no matter; and a period is no such time.
        for innocent in [
            "self.at.elapsed().as_nanos().min(most) as u32;",
            "(self.at.elapsed().as_nanos() % p) as u32;",
            "self.at.elapsed().as_nanos().min(most);",
            "self.at.elapsed().as_nanos() as u64;",
            "every.as_nanos() as u32;",
            "missing.min(1);",
            "let n = at.elapsed().as_nanos();\nlet n = missing;\nn.min(1)",
        ] {
            assert_eq!(found(innocent), [], "{innocent}");
        }
    }
}
