//! Small arithmetic on source text: bytes to lines, lines to bytes, lists for people.

/// The line, from 1, in which byte `at` of `text` lies.
#[must_use]
pub fn line_of(text: &str, at: usize) -> usize {
    let breaks = text
        .match_indices('\n')
        .take_while(|&(place, _)| place < at);
    1 + breaks.count()
}

/// Where the lines of a text begin, for a text whose places are asked for often.
pub struct Lines {
    breaks: Vec<usize>,
}

impl Lines {
    /// Looks through the text, once.
    #[must_use]
    pub fn of(text: &str) -> Lines {
        Lines {
            breaks: text.match_indices('\n').map(|(place, _)| place).collect(),
        }
    }

    /// The line, from 1, in which byte `at` lies: what [`line_of`] says.
    #[must_use]
    pub fn at(&self, at: usize) -> usize {
        1 + self.breaks.partition_point(|&place| place < at)
    }
}

/// The byte at which a line and column begin, both from 1, columns counted in characters; `None`
/// if the text has no such line.
#[must_use]
pub fn offset_of(text: &str, line: u32, column: u32) -> Option<usize> {
    let index = usize::try_from(line.checked_sub(1)?).ok()?;
    let mut start = 0;
    for (number, content) in text.split_inclusive('\n').enumerate() {
        if number == index {
            let content = content.trim_end_matches(['\n', '\r']);
            let skip = usize::try_from(column.saturating_sub(1)).ok()?;
            let inside = content
                .char_indices()
                .nth(skip)
                .map_or(content.len(), |(at, _)| at);
            return Some(start + inside);
        }
        start += content.len();
    }
    None
}

/// The line and the column of a byte, as [`offset_of`] takes them; `None` if it lies within a character, or behind the
/// text.
#[must_use]
pub fn line_and_column(text: &str, offset: usize) -> Option<(u32, u32)> {
    let before = text.get(..offset)?;
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next()?.chars().count() + 1;
    Some((u32::try_from(line).ok()?, u32::try_from(column).ok()?))
}

/// A number with thousands separated: `1,234`.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 check`, `2 checks`.
#[must_use]
pub fn counted(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// Virtual time, for people: `0 s`, `499 ms`, `2.5 s`, `1 s + 1 ns`.
#[must_use]
pub fn duration(nanoseconds: u64) -> String {
    const UNITS: [(u64, &str); 4] = [
        (1_000_000_000, "s"),
        (1_000_000, "ms"),
        (1_000, "µs"),
        (1, "ns"),
    ];
    let parts: Vec<String> = UNITS
        .iter()
        .scan(nanoseconds, |rest, &(unit, name)| {
            let count = *rest / unit;
            *rest %= unit;
            Some((count, name))
        })
        .filter(|&(count, _)| count > 0)
        .map(|(count, name)| format!("{} {name}", grouped(count)))
        .collect();
    if parts.is_empty() {
        "0 s".to_owned()
    } else {
        parts.join(" + ")
    }
}

/// Text folded at spaces so that no line is longer than `width`, a word apart.
#[must_use]
pub fn folded(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}

/// The text with every character that would move a cursor, clear a screen or turn the direction of writing
/// replaced by its number, as `\u{1b}`: what a submission says cannot repaint the report.
#[must_use]
pub fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        let turns = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if turns || c.is_control() && c != '\n' && c != '\t' {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// The text without what a CI service would take for a command to itself: a line that begins with `::`, and
/// `##[` or `##vso[` anywhere, as the runners of GitHub Actions and of Azure Pipelines read them.
#[must_use]
pub fn inert(text: &str) -> String {
    let line = |line: &str| {
        let words = line.trim_start();
        let indent = &line[..line.len() - words.len()];
        let bar = if words.starts_with("::") { "| " } else { "" };
        let words = words.replace("##[", "## [").replace("##vso[", "## vso[");
        format!("{indent}{bar}{words}")
    };
    text.split_inclusive('\n').map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::{Lines, counted, duration, folded, grouped, inert, line_of, offset_of, printable};

    #[test]
    fn lines_that_are_asked_for_often_are_the_same_lines() {
        let text = "\none\n\ntwo\r\nthree";
        let lines = Lines::of(text);
        for at in 0..=text.len() {
            assert_eq!(lines.at(at), line_of(text, at), "byte {at}");
        }
    }

    #[test]
    fn what_would_repaint_the_screen_is_spelled_out() {
        assert_eq!(printable("a\tb\nc ✓ é"), "a\tb\nc ✓ é");
        assert_eq!(printable("\u{1b}[2K\r✓"), "\\u{1b}[2K\\u{d}✓");
        assert_eq!(printable("\u{202e}x\u{9b}"), "\\u{202e}x\\u{9b}");
    }

    #[test]
    fn nothing_is_a_command_to_a_runner() {
        let text = "  ::error::no\na ::b\n##[error]x\n#vso ##vso[task]\n\n::";
        let quiet = "  | ::error::no\na ::b\n## [error]x\n#vso ## vso[task]\n\n| ::";
        assert_eq!(inert(text), quiet);
        assert_eq!(inert(quiet), quiet);
    }

    #[test]
    fn places_and_bytes_agree() {
        let text = "one\ntwö x\r\nthree";
        assert_eq!(offset_of(text, 1, 1), Some(0));
        assert_eq!(&text[offset_of(text, 2, 5).unwrap()..][..1], "x");
        assert_eq!(&text[offset_of(text, 3, 3).unwrap()..], "ree");
        assert_eq!(offset_of(text, 2, 99), Some(text.find('\r').unwrap()));
        assert_eq!(offset_of(text, 4, 1), None);
        assert_eq!(offset_of(text, 0, 1), None);
        assert_eq!(
            (line_of(text, 0), line_of(text, 4), line_of(text, 999)),
            (1, 2, 3)
        );
    }

    #[test]
    fn numbers_read_well() {
        assert_eq!(
            [grouped(7), grouped(1234), grouped(1_234_567)],
            ["7", "1,234", "1,234,567"]
        );
        assert_eq!(
            [counted(1, "check"), counted(2, "check")],
            ["1 check", "2 checks"]
        );
        assert_eq!(duration(0), "0 s");
        assert_eq!(duration(499_000_000), "499 ms");
        assert_eq!(duration(2_000_000_001), "2 s + 1 ns");
    }

    #[test]
    fn long_text_is_folded_at_spaces() {
        assert_eq!(folded("a bb ccc\nd", 4), ["a bb", "ccc", "d"]);
    }
}
