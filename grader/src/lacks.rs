//! What a topic lacks, told without judging anything: faults that no submission of the corpus shows,
//! levels, sections, documentation, places that are still to be filled in.
//!
//! Only the topic's files are looked at. What its files do is for [`crate::corpus`]: that the stub
//! earns nothing, say. A missing hint is not told here either, since without three hints a task is
//! not read at all ([`crate::workbook`]).

mod documents;
mod faults;
mod tools;

pub use faults::{Exempt, Faults};
pub use tools::{Look, look};

use crate::{
    corpus::mutants_of,
    error::{Error, Result},
    frozen,
    layout::Layout,
    store,
    submission::{self, Intake},
    suite::{self, Suite},
    text::counted,
    workbook::{Engine, Level, Topic},
};
use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

/// How many right submissions, of different styles, a topic has at least.
pub const FEWEST_RIGHT: usize = 5;

/// What `grader new` writes where somebody has to write something.
pub const OPEN_PLACE: &str = concat!("FILL", " IN");

/// Everything of a topic that is looked at.
struct Material<'a> {
    layout: &'a Layout,
    topic: &'a Topic,
    suite: Suite,
    faults: Faults,
    /// The solution's sources, by name.
    solution: BTreeMap<String, String>,
    /// The corpus: names without their ending, and texts.
    right: BTreeMap<String, String>,
    wrong: BTreeMap<String, String>,
}

/// What these topics lack, a line each that begins with the file to go to.
///
/// # Errors
/// If a file of a topic cannot be read, or does not say what it must.
pub fn find(layout: &Layout, topics: &[&Topic]) -> Result<Vec<String>> {
    let mut lacks = Vec::new();
    for topic in topics {
        let material = gather(layout, topic)?;
        lacks.extend(corpus(&material));
        lacks.extend(suite_of(&material));
        lacks.extend(papers(&material)?);
        lacks.extend(solution(&material));
        lacks.extend(frozen::differences(layout, topic)?);
        lacks.extend(open_places(&material)?);
    }
    Ok(lacks)
}

/// Reads what there is.
fn gather<'a>(layout: &'a Layout, topic: &'a Topic) -> Result<Material<'a>> {
    let solution = match submission::take_in(&topic.id, &layout.solution(&topic.id))? {
        Intake::Ready(submission) => submission.files,
        Intake::Rejected(_) | Intake::Absent => BTreeMap::new(),
    };
    let corpus = |kind: &str| texts(&layout.corpus(&topic.id).join(kind));
    Ok(Material {
        suite: suite::load(layout, topic)?,
        faults: faults::load(layout, topic)?,
        solution,
        right: corpus("right")?,
        wrong: corpus("wrong")?,
        layout,
        topic,
    })
}

/// The Rust files of a folder, by their names without ending; none if there is no such folder.
fn texts(folder: &Path) -> Result<BTreeMap<String, String>> {
    let mut texts = BTreeMap::new();
    if !folder.is_dir() {
        return Ok(texts);
    }
    for path in store::rust_files(folder)? {
        let text = fs::read_to_string(&path).map_err(Error::io("cannot read", &path))?;
        let stem = path.file_stem().unwrap_or_default();
        texts.insert(stem.to_string_lossy().into_owned(), text);
    }
    Ok(texts)
}

impl Material<'_> {
    /// A lack, in this file of the checkout.
    fn lack(&self, file: &Path, what: impl AsRef<str>) -> String {
        format!("{}: {}", self.layout.show(file), what.as_ref())
    }

    fn faults_file(&self) -> PathBuf {
        self.layout.suite(&self.topic.id).join(faults::FILE)
    }
}

/// What the corpus lacks.
fn corpus(material: &Material<'_>) -> Vec<String> {
    let folder = material.layout.corpus(&material.topic.id);
    let list = material.faults_file();
    let mut lacks = Vec::new();
    let mut add = |file: &Path, what: String| lacks.push(material.lack(file, what));
    if material.faults.must_catch.is_empty() {
        let what = "no fault is listed that the suite must catch; `must_catch` names them";
        add(&list, what.to_owned());
    }
    for fault in &material.faults.must_catch {
        let (what, shown_by) = (&fault.fault, &fault.shown_by);
        if shown_by.is_empty() {
            add(
                &list,
                format!(
                    "nothing in corpus/{}/wrong shows: {what}",
                    material.topic.id
                ),
            );
        }
        for name in shown_by
            .iter()
            .filter(|it| !material.wrong.contains_key(*it))
        {
            let file = folder.join(format!("wrong/{name}.rs"));
            add(&file, format!("is not there; it is to show: {what}"));
        }
    }
    let name = &material.faults.do_nothing;
    match material.wrong.get(name) {
        None => {
            let what = "there is no submission that does nothing; `do_nothing` names it";
            add(&list, what.to_owned());
        }
        Some(text) if !text.lines().any(|line| line.trim_end() == "//@ points: 0") => {
            let file = folder.join(format!("wrong/{name}.rs"));
            let what = "does nothing, and does not say `//@ points: 0`";
            add(&file, what.to_owned());
        }
        Some(_) => {}
    }
    let mutants = mutants_of(material.layout, material.topic);
    if !mutants.is_file() {
        let what = "is not there: faults to be put into the solution, see CONTRIBUTING.md";
        add(&mutants, what.to_owned());
    }
    let right = material.right.len();
    if right < FEWEST_RIGHT {
        let what = format!(
            "{}; at least {FEWEST_RIGHT}, in different styles, show that the suite is fair",
            counted(right, "right submission")
        );
        add(&folder.join("right"), what);
    }
    lacks
}

/// What the tasks and their suites lack.
fn suite_of(material: &Material<'_>) -> Vec<String> {
    let topic = material.topic;
    let manifest = material
        .layout
        .exercises()
        .join(&topic.id)
        .join("exercise.toml");
    let mut lacks = Vec::new();
    let mut demand = |exempt: Exempt, is_there: bool, file: &Path, what: String| match (
        is_there,
        material.faults.is_exempt(exempt),
    ) {
        (false, false) => lacks.push(material.lack(file, what)),
        (true, true) => {
            let what = format!("`{}` is there, and need not be exempt", exempt.name());
            lacks.push(material.lack(&material.faults_file(), what));
        }
        (true, false) | (false, true) => {}
    };
    for (level, exempt) in [
        (Level::WarmUp, Exempt::WarmUp),
        (Level::Core, Exempt::Core),
        (Level::Stretch, Exempt::Stretch),
    ] {
        let is_there = topic.tasks.iter().any(|task| task.level == level);
        let what = format!("no task is of level `{}`", level.name());
        demand(exempt, is_there, &manifest, what);
    }
    let is_simulated = |id: &String| {
        let mut tasks = topic.tasks.iter();
        tasks.any(|task| task.id == *id && task.engine == Engine::Simulated)
    };
    let mut simulated = material
        .suite
        .checks
        .iter()
        .filter(|(id, _)| is_simulated(id));
    if simulated.clone().next().is_some() {
        let exhaustive = simulated.any(|(_, checks)| checks.iter().any(|it| it.exhaustive));
        let what = "no check is `exhaustive`: nothing is proved of all interleavings".to_owned();
        let folder = material.layout.suite(&topic.id);
        demand(Exempt::Exhaustive, exhaustive, &folder, what);
    }
    lacks
}

/// What the README and the documentation lack.
fn papers(material: &Material<'_>) -> Result<Vec<String>> {
    let topic = material.topic;
    let exercise = material.layout.exercises().join(&topic.id);
    let readme = exercise.join("README.md");
    let text = match fs::read_to_string(&readme) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(Error::io("cannot read", &readme)(error)),
    };
    let mut lacks: Vec<String> = documents::missing_sections(&text)
        .map(|what| material.lack(&readme, what))
        .collect();
    let items = topic.tasks.iter().flat_map(|task| &task.items);
    let unnamed = items.filter(|item| !documents::names(&text, item));
    lacks.extend(
        unnamed.map(|item| material.lack(&readme, format!("the contract of `{item}` is missing"))),
    );
    let folder = material.layout.stub(&topic.id);
    for (name, text) in &material.suite.stub {
        let file = folder.join(name.trim_start_matches("src/"));
        let file = material.layout.show(&file);
        lacks.extend(documents::undocumented(text).map(|item| format!("{file}:{item}")));
    }
    for (folder, file) in [
        (exercise, "tests/examples.rs"),
        (material.layout.solution(&topic.id), "tests/examples.rs"),
    ] {
        let path = folder.join(file);
        if !path.is_file() {
            lacks.push(material.lack(&path, "is missing: the visible examples"));
        }
    }
    Ok(lacks)
}

/// What the reference solution lacks; the tools look further ([`look`]).
fn solution(material: &Material<'_>) -> Vec<String> {
    let folder = material.layout.solution(&material.topic.id);
    if material.solution.is_empty() {
        return vec![material.lack(&folder, "there is no reference solution")];
    }
    let mut lacks = Vec::new();
    for (name, text) in &material.solution {
        let file = material.layout.show(&folder.join(name));
        let found = documents::undocumented(text).chain(documents::silenced_lints(text));
        lacks.extend(found.map(|what| format!("{file}:{what}")));
    }
    lacks
}

/// Places that `grader new` left open.
fn open_places(material: &Material<'_>) -> Result<Vec<String>> {
    let (layout, id) = (material.layout, &material.topic.id);
    let mut lacks = Vec::new();
    let mut folders = vec![
        layout.corpus(id),
        layout.solution(id),
        layout.suite(id),
        layout.exercises().join(id),
    ];
    while let Some(folder) = folders.pop() {
        if !folder.is_dir() {
            continue;
        }
        for path in store::listing(&folder)? {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            // What is no text has no place to be filled in.
            let text = fs::read_to_string(&path).unwrap_or_default();
            for (number, line) in (1..).zip(text.lines()) {
                if let Some((_, what)) = line.split_once(OPEN_PLACE) {
                    let what = what
                        .trim_start_matches([':', ' '])
                        .trim_end_matches(['"', ',']);
                    let file = layout.show(&path);
                    lacks.push(format!("{file}:{number}: still to be filled in: {what}"));
                }
            }
        }
    }
    Ok(lacks)
}

#[cfg(test)]
mod tests;
