//! Where a time is rounded in the source.

use crate::{
    report::names::{
        flow::{Spot, in_function},
        last_segment,
    },
    walk::{self as visit, Visit},
};

/// A place where a time is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super::super) struct Rounds {
    /// Where.
    pub(in super::super::super) spot: Spot,
    /// What is said of that.
    pub(in super::super::super) text: &'static str,
    /// It is off by less than so many nanoseconds.
    pub(in super::super::super) by: u64,
}

/// The last line of the function of this name in which a time is rounded, and the first call there that does it.
pub(in super::super::super) fn rounds(file: &syn::File, name: Spot) -> Option<Rounds> {
    struct Calls(Vec<Rounds>);
    impl<'ast> Visit<'ast> for Calls {
        fn visit_expr_call(&mut self, it: &'ast syn::ExprCall) {
            self.0.extend(last_segment(&it.func).and_then(called));
            visit::visit_expr_call(self, it);
        }

        fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
            self.0.extend(called(&it.method));
            visit::visit_expr_method_call(self, it);
        }
    }
    let found = in_function(file, name, |_, block| {
        let mut calls = Calls(Vec::new());
        calls.visit_block(block);
        let last = calls.0.iter().map(|it| it.spot.line).max();
        let mut found = calls.0.into_iter();
        found.find(|it| Some(it.spot.line) == last)
    });
    found.flatten()
}

/// What a call of this name leaves of a time.
fn called(name: &syn::Ident) -> Option<Rounds> {
    /// A fraction is near enough to the nanosecond for any time of which a test knows.
    const FRACTION: u64 = 1_000;
    let spot = Spot::of(name);
    let (text, by) = match name.to_string().as_str() {
        "as_secs_f64" | "from_secs_f64" | "try_from_secs_f64" | "mul_f64" | "div_f64"
        | "as_millis_f64" => (
            "the time goes through an `f64` here, which is not exact",
            FRACTION,
        ),
        "as_secs_f32" | "from_secs_f32" | "try_from_secs_f32" | "mul_f32" | "div_f32"
        | "as_millis_f32" => (
            "the time goes through an `f32` here, which is not exact",
            1_000 * FRACTION,
        ),
        "as_secs" => (
            "only whole seconds are left of the time here",
            1_000_000_000,
        ),
        "as_millis" => (
            "only whole milliseconds are left of the time here",
            1_000_000,
        ),
        "as_micros" => ("only whole microseconds are left of the time here", 1_000),
        _ => return None,
    };
    Some(Rounds { spot, text, by })
}

#[cfg(test)]
mod tests {
    use super::rounds;
    use crate::report::names::flow::Spot;

    #[test]
    fn a_time_is_rounded_where_it_goes_through_a_fraction_or_a_unit() {
        let found = |body: &str| {
            let text = format!("fn f() -> D {{\n {body}\n}}\n");
            let name = Spot { line: 1, column: 4 };
            let found = rounds(&syn::parse_file(&text).unwrap(), name);
            found.map(|it| (it.spot.line, it.spot.column, it.by))
        };
        let text = "let n = d.as_secs_f64();\n D::from_secs_f64(n * d.as_secs_f64())";
        assert_eq!(found(text), Some((3, 5, 1_000)));
        assert_eq!(
            found("D::from_millis(d.as_millis())"),
            Some((2, 19, 1_000_000))
        );
        assert_eq!(found("D::from_nanos(d.as_nanos())"), None);
    }
}
