//! The report as one page for a browser: nothing is loaded, everything is inside.
//!
//! The page's words are those of the text report; this module arranges them. `html/page.html` is the
//! template, `html/style.css` and `html/script.js` are put into it.

mod diagram;
mod view;

use super::Report;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, context};

/// Renders the page.
#[expect(
    clippy::missing_panics_doc,
    reason = "the template is the grader's own, and tested"
)]
#[must_use]
pub fn render(report: &Report) -> String {
    let mut page = Environment::new();
    page.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    page.set_auto_escape_callback(|_| AutoEscape::Html);
    page.set_trim_blocks(true);
    page.add_filter("words", |text: String| {
        Value::from_safe_string(words(&text))
    });
    page.add_template("page", include_str!("html/page.html"))
        .expect("the template is well-formed");
    let view = view::page(report);
    let style = Value::from_safe_string(include_str!("html/style.css").to_owned());
    let script = Value::from_safe_string(include_str!("html/script.js").to_owned());
    page.get_template("page")
        .and_then(|page| page.render(context! { style, script, ..Value::from_serialize(&view) }))
        .expect("the template fits what it shows")
}

/// Text with what stands between backticks as code.
fn words(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 16);
    for (number, part) in text.split('`').enumerate() {
        let code = number % 2 == 1;
        html.push_str(if code { "<code>" } else { "" });
        for c in part.chars() {
            match c {
                '<' => html.push_str("&lt;"),
                '>' => html.push_str("&gt;"),
                '&' => html.push_str("&amp;"),
                '"' => html.push_str("&quot;"),
                other => html.push(other),
            }
        }
        html.push_str(if code { "</code>" } else { "" });
    }
    html
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn backticks_become_code_and_markup_stays_text() {
        assert_eq!(words("a `b<c>` & d"), "a <code>b&lt;c&gt;</code> &amp; d");
        assert_eq!(words("an odd ` one"), "an odd <code> one</code>");
    }
}
