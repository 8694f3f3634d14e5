//! Of what is said of one place, what says more than the rest of it.

/// What is said of where several things were created.
const CREATED: &str = " is created here";

/// What is said of a place from which values go where nobody knows.
const VAGUE: &str = " takes values here: see what becomes of each of them";

/// What a remark says is created there, without what is known of it besides.
pub(in super::super) fn created(sentence: &str) -> Option<&str> {
    let name = sentence.strip_suffix(CREATED)?;
    Some(name.split(" (").next().unwrap_or_default())
}

/// All sentences but those that another one tells better; several creations in one.
pub(super) fn told_once(mut sentences: Vec<String>) -> Vec<String> {
    let told: Vec<bool> = (0..sentences.len())
        .map(|index| is_told(index, &sentences))
        .collect();
    let mut told = told.into_iter();
    sentences.retain(|_| told.next() != Some(true));
    let created = sentences.iter().filter_map(|it| self::created(it));
    let created: Vec<String> = created.map(str::to_owned).collect();
    if created.len() < 2 {
        return sentences;
    }
    let known = |it: &str| -> String {
        let known = it.strip_suffix(CREATED).and_then(|it| it.split_once(" ("));
        known.map_or_else(String::new, |(_, known)| format!(" ({known}"))
    };
    let mut all: Vec<String> = Vec::new();
    let mut rest: Vec<String> = Vec::new();
    for sentence in &sentences {
        if self::created(sentence).is_some() {
            all.push(known(sentence));
            continue;
        }
        let last = all.len().checked_sub(1).and_then(|last| created.get(last));
        let inside = sentence.strip_suffix(" in it").zip(last);
        rest.push(match inside {
            Some((waits, name)) => format!("{waits} in {name}"),
            None => sentence.clone(),
        });
    }
    let mut told = vec![format!("{} are created here", listed(&created, &all))];
    told.extend(rest);
    told
}

/// "`done` #3, #4 and #5", or the names as they are; with what is known of them, once where that is the same of all.
fn listed(names: &[String], known: &[String]) -> String {
    let is_alike = known.iter().all(|it| *it == known[0]);
    let base = |name: &str| name.rsplit_once(" #").map(|(base, _)| base.to_owned());
    let first = base(&names[0]);
    let is_numbered = first.is_some() && names.iter().all(|it| base(it) == first);
    let words: Vec<String> = names
        .iter()
        .zip(known)
        .enumerate()
        .map(|(index, (name, known))| {
            let number = name.rfind('#').filter(|_| is_numbered && index > 0);
            let name = number.map_or(name.as_str(), |at| &name[at..]);
            let known = if is_alike { "" } else { known.as_str() };
            format!("{name}{known}")
        })
        .collect();
    let known = if is_alike { known[0].as_str() } else { "" };
    // What has no name is called by its kind and its line.
    if is_alike && let Some((kind, line)) = first.as_deref().and_then(unnamed) {
        let numbers = names.iter().filter_map(|it| Some(&it[it.rfind('#')?..]));
        let numbers: Vec<&str> = numbers.collect();
        if let [before @ .., last] = &numbers[..] {
            return format!(
                "the {kind}s {} and {last} of line {line}{known}",
                before.join(", ")
            );
        }
    }
    match &words[..] {
        [first @ .., last] if !first.is_empty() => {
            format!("{} and {last}{known}", first.join(", "))
        }
        _ => words.concat(),
    }
}

/// "timer channel" and "9", of "the timer channel of line 9".
fn unnamed(name: &str) -> Option<(String, String)> {
    let (kind, line) = name.split_once(" of line ")?;
    let kind = kind.strip_prefix("the ").unwrap_or(kind);
    Some((kind.to_owned(), line.to_owned()))
}

/// Another sentence says more of the same.
fn is_told(index: usize, all: &[String]) -> bool {
    let sentence = &all[index];
    let mut others = all.iter().enumerate().filter(|(other, _)| *other != index);
    // That a thread was woken before something is told already by what it made of that.
    let woken = sentence.strip_suffix(", before that");
    if let Some((who, _)) = woken.and_then(|it| it.split_once(" was woken here on ")) {
        let told = format!("{who} was woken here, and ");
        return others.any(|(_, it)| it.starts_with(&told));
    }
    // So is that it looked at something, by what it read there.
    let looked = sentence.strip_suffix(" here, before that");
    if let Some((who, what)) = looked.and_then(|it| it.split_once(" looked at ")) {
        let told = format!("{who} read {what} here before that, ");
        return others.any(|(_, it)| it.starts_with(&told));
    }
    // What becomes of the values may be told already.
    if sentence.ends_with(VAGUE) {
        return others.any(|(_, it)| !it.ends_with(VAGUE));
    }
    // Who asks again goes on.
    if let Some(who) = sentence.strip_suffix(" goes on here") {
        let told = [" asks again here", " sends again here"].map(|it| format!("{who}{it}"));
        return others.any(|(_, it)| told.iter().any(|told| it.starts_with(told)));
    }
    // Of two ends of one sentence the first is the more telling one.
    if let Some(begins) = sentence.strip_suffix(", and ends") {
        let told = format!("{begins}, and ");
        return others.any(|(other, it)| other < index && it.starts_with(&told));
    }
    false
}

#[cfg(test)]
mod tests {
    use super::told_once;

    fn together(all: &[&str]) -> String {
        told_once(all.iter().map(|&it| it.to_owned()).collect()).join("; ")
    }

    #[test]
    fn what_is_created_at_one_place_is_told_in_one_phrase() {
        let all = [
            "`open`/`done` #3 (capacity 0) is created here",
            "`open`/`done` #4 (capacity 0) is created here",
            "2 values wait in it",
            "`open`/`done` #5 (capacity 0) is created here",
        ];
        let told = "`open`/`done` #3, #4 and #5 (capacity 0) are created here; 2 values wait in `open`/`done` #4";
        assert_eq!(together(&all), told);
        let all = ["`m` is created here", "the Mutex of line 3 is created here"];
        assert_eq!(
            together(&all),
            "`m` and the Mutex of line 3 are created here"
        );
        assert_eq!(together(&all[..1]), "`m` is created here");
        let all = [
            "`a` #1 (capacity 3) is created here",
            "`a` #2 (capacity 1) is created here",
        ];
        let told = "`a` #1 (capacity 3) and #2 (capacity 1) are created here";
        assert_eq!(together(&all), told);
        let all = [
            "timer channel of line 9 #1 is created here",
            "timer channel of line 9 #2 is created here",
        ];
        let told = "the timer channels #1 and #2 of line 9 are created here";
        assert_eq!(together(&all), told);
    }

    #[test]
    fn what_another_sentence_says_better_is_left_out() {
        let vague = "`a` takes values here: see what becomes of each of them";
        let dropped = "what is received from `rx` here is dropped at once";
        assert_eq!(together(&[vague, dropped]), dropped);
        assert_eq!(together(&[vague]), vague);
        let drops = "`a` finds nothing in `b` here, and does nothing more before it drops `c`";
        let ends = "`a` finds nothing in `b` here, and ends";
        assert_eq!(together(&[drops, ends]), drops);
        assert_eq!(
            together(&["`d` finds nothing in `b` here", ends])
                .matches("; ")
                .count(),
            1
        );
        let again = "`a` asks again here, though the other side is gone";
        assert_eq!(together(&["`a` goes on here", again]), again);
    }
}
