//! Values that are compared, one below the other, with the first difference marked.

use super::text::{Detail, Look, RED};
use wire::{Failure, Figure};

/// Compared values, aligned, the first difference marked below.
pub(super) fn figures(failure: &Failure, look: Look) -> Vec<String> {
    let widest = failure.figures.iter().map(|it| it.name.chars().count());
    let widest = widest.max().unwrap_or(0);
    let figures = failure.figures.iter();
    figures.flat_map(|it| figure(it, widest, look)).collect()
}

/// One value; a long one takes several lines, and the mark stands below its own.
fn figure(figure: &Figure, widest: usize, look: Look) -> Vec<String> {
    let room = look.width.saturating_sub(widest + 6).max(8);
    let mut value: Vec<char> = figure.value.replace(['\n', '\t'], " ").chars().collect();
    if look.detail == Detail::Short && value.len() > room * 3 {
        value.truncate(room * 3 - 1);
        value.push('…');
    }
    let mark = figure
        .difference
        .map(|it| (it.at as usize, it.length as usize));
    let mut lines = Vec::new();
    let mut from = 0;
    while from < value.len() || lines.is_empty() {
        let to = line_end(&value, from, room);
        let text: String = value[from..to].iter().collect();
        let head = if from == 0 {
            format!("  {:>widest$} = ", figure.name)
        } else {
            " ".repeat(widest + 5)
        };
        lines.push(format!("{head}{}", text.trim_end()));
        if let Some((at, length)) = mark
            && ((from..to).contains(&at) || (at == to && to == value.len()))
        {
            let caret = look.paint(RED, &"^".repeat(length.min(to - at).max(1)));
            lines.push(format!("{}{caret}", " ".repeat(widest + 5 + at - from)));
        }
        from = to.max(from + 1);
    }
    lines
}

/// Where a line of so many characters ends: after its last space, if it has one.
fn line_end(text: &[char], from: usize, room: usize) -> usize {
    let most = (from + room).min(text.len());
    if most == text.len() {
        return most;
    }
    let space = text[from..most].iter().rposition(|&c| c == ' ');
    space.map_or(most, |space| from + space + 1)
}
