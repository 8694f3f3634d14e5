//! Makes one module of each program in `questions.toml`, so that all of them are compiled at once.

use std::{env, error::Error, fmt::Write, fs, path::Path};
use toml::{Table, Value};

fn main() -> Result<(), Box<dyn Error>> {
    let questions = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../questions.toml");
    println!("cargo::rerun-if-changed={}", questions.display());
    let text = fs::read_to_string(&questions)?;
    let file: Table = text.parse()?;
    let list = file.get("question").and_then(Value::as_array);
    let (mut modules, mut programs) = (String::new(), String::new());
    for question in list.into_iter().flatten() {
        if let Some(program) = question.get("program").and_then(Value::as_str) {
            let id = word(question, "id")?;
            let module = id.replace('-', "_");
            let visible = program.replacen("fn main() {", "pub(super) fn main() {", 1);
            writeln!(modules, "mod {module} {{\n{visible}\n}}")?;
            writeln!(programs, "{}", entry(question, id, &module, program)?)?;
        }
    }
    let whole = format!("{modules}\nconst PROGRAMS: &[Program] = &[\n{programs}];\n");
    #[expect(
        clippy::disallowed_methods,
        reason = "Cargo tells a build script where to write by the environment alone"
    )]
    let out = env::var("OUT_DIR")?;
    fs::write(Path::new(&out).join("programs.rs"), whole)?;
    Ok(())
}

/// `Program { … },`
fn entry(
    question: &Value,
    id: &str,
    module: &str,
    program: &str,
) -> Result<String, Box<dyn Error>> {
    let answer = question.get("answer").and_then(Value::as_array);
    let letters: Vec<&str> = answer
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let choices = question.get("choices").and_then(Value::as_array);
    let mut key = Vec::new();
    for choice in choices.into_iter().flatten() {
        if letters.contains(&word(choice, "id")?) {
            key.push(word(choice, "text")?);
        }
    }
    let tags = question.get("tags").and_then(Value::as_array);
    let tagged =
        |name: &str| tags.is_some_and(|tags| tags.iter().any(|tag| tag.as_str() == Some(name)));
    let (exact, spurious) = (tagged("exact-time"), !tagged("no-spurious"));
    let counts = [
        "try_unwrap",
        "into_inner",
        "strong_count",
        "Weak",
        "get_mut",
    ];
    let arc_counts = program.contains("Arc") && counts.iter().any(|word| program.contains(word));
    Ok(format!(
        "Program {{ id: {id:?}, main: {module}::main, key: &{key:?}, exact: {exact}, spurious: {spurious}, arc_counts: {arc_counts} }},"
    ))
}

fn word<'v>(value: &'v Value, field: &str) -> Result<&'v str, Box<dyn Error>> {
    let text = value.get(field).and_then(Value::as_str);
    text.ok_or_else(|| format!("a question has no `{field}`").into())
}
