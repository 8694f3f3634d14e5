//! `grade` and `check`: code and answers together, and the report in every format that is asked for.

use super::{Context, exit};
use crate::print;
use grader::{
    cache::{Cache, Freshness},
    cli::{Format, GradeOptions},
    error::{Error, Result},
    exit_code::Exit,
    grade::Grader,
    learner,
    memory::Memory,
    questions::{Judge, Questions, load_answers, reviews::Reviews},
    report::{
        Report, TopicReport, github, gradescope, html, json, junit,
        text::{self, Colour, Look},
    },
    store, submission,
};
use std::{
    collections::BTreeMap,
    path::{Component, Path, PathBuf},
};

impl Context<'_> {
    /// Judges the learner's own work.
    pub(super) fn check(
        &self,
        topics: &[String],
        fresh: bool,
        page: Option<&Path>,
    ) -> Result<Exit> {
        let topics = self.topics(topics)?;
        let freshness = if fresh {
            Freshness::Fresh
        } else {
            Freshness::Known
        };
        let report = self.with_grader(|grader| {
            let cache = Cache::open(&self.layout, freshness);
            let mut memory = Memory::load(&self.layout);
            let judged = learner::check(grader, &topics, &mut memory, &cache)?;
            memory.save(&self.layout)?;
            let questions = self.questions()?;
            self.report(
                grader,
                judged,
                self.layout.root(),
                &questions,
                (None, Judge::Learner),
            )
        })?;
        print(&text::render(&report, self.look));
        if let Some(page) = page {
            store::replace(page, html::render(&report).as_bytes())?;
        }
        Ok(exit(&report))
    }

    /// Judges somebody's work.
    pub(super) fn grade(&self, path: &Path, options: &GradeOptions) -> Result<Exit> {
        let wanted = wanted(options)?;
        let found = submission::locate(&self.workbook, path)?;
        let questions = self.questions()?;
        let reviews = match &options.reviews {
            Some(file) => Reviews::load(file, &questions)?,
            None => Reviews::default(),
        };
        let report = self.with_grader(|grader| {
            let mut judged = Vec::new();
            for (topic, folder) in &found {
                let intake = match folder {
                    Some(folder) => submission::take_in(&topic.id, folder)?,
                    None => submission::Intake::Absent,
                };
                judged.push(grader.topic(topic, intake, format!("{}/", topic.id))?);
            }
            let judge = Judge::Reviewer(&reviews);
            let whose = (options.learner.as_deref(), judge);
            self.report(grader, judged, path, &questions, whose)
        })?;
        let base = base(path, &found);
        for (format, out) in wanted {
            let look = match out {
                Some(_) => Look {
                    colour: Colour::Plain,
                    ..self.look
                },
                None => self.look,
            };
            let rendered = rendered(format, &report, look, &base);
            match out {
                Some(out) => store::replace(out, rendered.as_bytes())?,
                None => print(&rendered),
            }
        }
        Ok(exit(&report))
    }

    /// The questions of this checkout.
    pub(super) fn questions(&self) -> Result<Questions> {
        let topics = self.workbook.topics.iter();
        let known: Vec<&str> = topics.map(|topic| topic.id.as_str()).collect();
        self.timings
            .measure("questions", || Questions::load(self.layout.root(), &known))
    }

    /// The report on these topics and on the answers beside them. Whoever judges all topics judges
    /// the questions without a topic of their own too.
    fn report(
        &self,
        grader: &Grader<'_>,
        topics: Vec<TopicReport>,
        folder: &Path,
        questions: &Questions,
        (learner, judge): (Option<&str>, Judge<'_>),
    ) -> Result<Report> {
        let answers = self.timings.measure("questions", || {
            load_answers(&folder.join("answers.toml"), questions, learner)
        })?;
        let all = topics.len() == self.workbook.topics.len();
        let wanted = |topic: &str| all || topics.iter().any(|it| it.id == topic);
        let marked = self
            .timings
            .measure("questions", || questions.grade(&answers, &wanted, judge));
        Ok(Report {
            topics,
            questions: marked,
            problems: answers.problems,
            weights: questions.weights,
            confinement: grader.confinement,
        })
    }
}

/// Each format with where it goes; nowhere is standard output.
fn wanted(options: &GradeOptions) -> Result<Vec<(Format, Option<&Path>)>> {
    let GradeOptions { formats, outs, .. } = options;
    if formats.len() > 1 && outs.len() != formats.len() || outs.len() > formats.len().max(1) {
        return Err(Error::Usage(format!(
            "{} formats and {} places: with more than one --format each needs its --out, in the same \
             order; - is standard output",
            formats.len(),
            outs.len()
        )));
    }
    let to_stdout = outs.iter().filter(|out| *out == Path::new("-")).count();
    if to_stdout > 1 {
        return Err(Error::Usage(
            "only one format can go to standard output".to_owned(),
        ));
    }
    let places = outs
        .iter()
        .map(|out| Some(out.as_path()).filter(|out| *out != Path::new("-")))
        .chain([None]);
    let formats = if formats.is_empty() {
        &[Format::Text][..]
    } else {
        formats
    };
    Ok(formats.iter().copied().zip(places).collect())
}

/// The report in a format.
fn rendered(format: Format, report: &Report, look: Look, base: &github::Base) -> String {
    match format {
        Format::Text => text::render(report, look),
        Format::Json => json::render(report),
        Format::Html => html::render(report),
        Format::Junit => junit::render(report),
        Format::Github => github::annotations(report, base),
        Format::GithubSummary => github::summary(report),
        Format::Gradescope => gradescope::render(report),
    }
}

/// Where the files are, as the command line names them: relative to here, or not at all.
fn base(path: &Path, found: &[(&grader::workbook::Topic, Option<PathBuf>)]) -> github::Base {
    let plain =
        |component: Component<'_>| matches!(component, Component::Normal(_) | Component::CurDir);
    if !path.components().all(plain) {
        return github::Base::default();
    }
    let shown = |path: &Path| {
        let mut shown = String::new();
        for component in path.components() {
            if let Component::Normal(part) = component {
                shown.push_str(&part.to_string_lossy());
                shown.push('/');
            }
        }
        shown
    };
    let whole = path.canonicalize().unwrap_or_default();
    let entry = |(topic, folder): &(&grader::workbook::Topic, Option<PathBuf>)| {
        let inside = folder.as_deref()?.strip_prefix(&whole).ok()?;
        Some((topic.id.clone(), shown(&path.join(inside))))
    };
    github::Base {
        topics: found.iter().filter_map(entry).collect::<BTreeMap<_, _>>(),
        answers: shown(path),
    }
}
