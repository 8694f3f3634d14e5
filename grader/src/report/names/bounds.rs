//! How often something goes round, beside what a name says: once more, or less often.

use super::{basics::literal, flow::Spot};
use syn::{Expr, RangeLimits, UnOp};

/// What a bound in the source makes of the name in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Shift {
    /// It adds to it: `0..=workers`.
    More,
    /// It takes away from it, or holds it down: `1..workers`, `0..workers.min(1)`.
    Less,
}

/// What goes round as often as this says: where that begins, and what it makes of the name in it. `None` where it is
/// just the name.
pub(super) fn shift(over: &Expr) -> Option<(Spot, Shift)> {
    let found = match over {
        Expr::Paren(it) => return shift(&it.expr),
        Expr::MethodCall(it) if it.args.len() == 1 => {
            let narrows = it.method == "take" || it.method == "skip";
            let is_given = number(&it.args[0]).is_some_and(|it| it > 0);
            (narrows && is_given).then_some(Shift::Less)
        }
        Expr::Range(it) => {
            let (start, end) = (it.start.as_deref()?, it.end.as_deref()?);
            let closed = i64::from(matches!(it.limits, RangeLimits::Closed(_)));
            match beside(end)? {
                Beside::Held => Some(Shift::Less),
                Beside::By(by) => match (by + closed).cmp(&number(start)?) {
                    std::cmp::Ordering::Less => Some(Shift::Less),
                    std::cmp::Ordering::Equal => None,
                    std::cmp::Ordering::Greater => Some(Shift::More),
                },
            }
        }
        _ => None,
    };
    found.map(|found| (Spot::of(over), found))
}

/// How an expression differs from the name in it.
enum Beside {
    /// By so much.
    By(i64),
    /// It is never more than a number.
    Held,
}

fn beside(expr: &Expr) -> Option<Beside> {
    use syn::BinOp::{Add, Sub};
    match expr {
        Expr::Paren(it) => beside(&it.expr),
        Expr::Path(_) | Expr::Field(_) => Some(Beside::By(0)),
        Expr::Binary(it) if is_plain(&it.left) => {
            let by = number(&it.right)?;
            match it.op {
                Add(_) => Some(Beside::By(by)),
                Sub(_) => Some(Beside::By(-by)),
                _ => None,
            }
        }
        Expr::MethodCall(it) if it.args.len() == 1 && is_plain(&it.receiver) => {
            let by = number(&it.args[0])?;
            match it.method.to_string().as_str() {
                "min" => Some(Beside::Held),
                "saturating_sub" => Some(Beside::By(-by)),
                "saturating_add" => Some(Beside::By(by)),
                _ => None,
            }
        }
        _ => None,
    }
}

fn is_plain(expr: &Expr) -> bool {
    matches!(expr, Expr::Path(_) | Expr::Field(_))
}

/// A number that is written there.
fn number(expr: &Expr) -> Option<i64> {
    match expr {
        Expr::Lit(_) => literal(expr)?.base10_parse().ok(),
        Expr::Unary(it) if matches!(it.op, UnOp::Neg(_)) => number(&it.expr).map(|it| -it),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Shift, shift};

    #[test]
    fn a_bound_is_more_or_less_than_its_name() {
        let shifted = |text: &str| shift(&syn::parse_str(text).unwrap()).map(|it| it.1);
        for plain in [
            "workers",
            "0..workers",
            "1..=workers",
            "(0..self.n)",
            "1..n + 1",
        ] {
            assert_eq!(shifted(plain), None, "{plain}");
        }
        for more in ["0..=workers", "(0..n + 1)", "1..=n.saturating_add(1)"] {
            assert_eq!(shifted(more), Some(Shift::More), "{more}");
        }
        for less in [
            "1..workers",
            "0..n.min(1)",
            "0..n - 1",
            "(0..n).skip(1)",
            "2..=n",
        ] {
            assert_eq!(shifted(less), Some(Shift::Less), "{less}");
        }
        // What is held down by another name is as it should be for all that is known.
        assert_eq!(shifted("0..limit.min(items.len())"), None);
    }
}
