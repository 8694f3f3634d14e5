//! What each command does: asks the library, and hands text to `main`.

mod doctor;
mod grade;
mod learners;
mod new;
mod quiz;
mod replay;
mod selftest;
mod shells;

use crate::{print, remark};
use grader::{
    cache::{Cache, Freshness},
    cli::{Cli, Command, ListFormat, Options},
    corpus::{Reports, Scope},
    error::{Error, Result},
    event::Event,
    exit_code::Exit,
    explain,
    grade::{Grader, exclusively},
    layout::Layout,
    learner::{self, Lesson, Next},
    memory::Memory,
    points::Points,
    process::confine::{Confinement, Wanted},
    progress::Progress,
    report::{
        Report, TopicReport, TopicStatus, json,
        text::{self, Colour, Detail, Look},
    },
    store, suite,
    timings::Timings,
    workbook::{Topic, Workbook},
};
use serde_json::json;
use std::{
    env,
    fmt::Write as _,
    io::{self, BufRead, IsTerminal},
};
use wire::Code;

/// What every command has at hand.
struct Context<'a> {
    layout: Layout,
    workbook: Workbook,
    options: &'a Options,
    progress: &'a Progress,
    timings: Timings,
    look: Look,
    /// How much other people's code is to be confined.
    confine: Wanted,
}

/// Does what the command line asks.
pub(crate) fn run(cli: &Cli, progress: &Progress, colour: Colour) -> Result<Exit> {
    let detail = if cli.options.verbose {
        Detail::Full
    } else {
        Detail::Short
    };
    let look = Look {
        colour,
        width: crate::width(),
        detail,
    };
    match &cli.command {
        Some(Command::Explain { code }) => return explain(code.as_deref()),
        Some(Command::Completions { shell }) => {
            print(&shells::completions(*shell));
            return Ok(Exit::Passed);
        }
        _ => {}
    }
    let timings = Timings::default();
    let layout = layout(&cli.options)?;
    let workbook = timings.measure("workbook", || Workbook::load(&layout))?;
    let context = Context {
        layout,
        workbook,
        options: &cli.options,
        progress,
        timings,
        look,
        confine: cli.confinement(),
    };
    let exit = match &cli.command {
        None => context.next(),
        Some(Command::Check {
            topics,
            fresh,
            html,
        }) => context.check(topics, *fresh, html.as_deref()),
        Some(Command::Grade { path, options }) => context.grade(path, options),
        Some(Command::Quiz(options)) => context.quiz(options),
        Some(Command::List { format }) => Ok(context.list(*format)),
        Some(Command::Hint { task }) => context.hint(task),
        Some(Command::Test { topic, filter }) => context.test(topic, filter),
        Some(Command::Replay { check, token, from }) => {
            context.replay(check, token, from.as_deref())
        }
        Some(Command::Selftest {
            topics,
            repeat,
            bless,
            quick,
            engine,
            lacks,
            mutants,
        }) => {
            let reports = if *bless {
                Reports::Bless
            } else {
                Reports::Compare
            };
            let scope = if *quick { Scope::Quick } else { Scope::Whole };
            if *lacks {
                context.lacks(topics, reports)
            } else if *mutants {
                context.mutants(topics, *repeat)
            } else {
                let how = selftest::How {
                    repeat: *repeat,
                    reports,
                    scope,
                    engine: *engine,
                };
                context.selftest(topics, &how)
            }
        }
        Some(Command::New { topic, task }) => context.new_topic(topic, task),
        Some(Command::Reset { topic, yes }) => context.reset(topic, *yes),
        Some(Command::Doctor) => Ok(context.doctor()),
        Some(Command::Explain { code }) => explain(code.as_deref()),
        Some(Command::Completions { shell }) => {
            print(&shells::completions(*shell));
            Ok(Exit::Passed)
        }
    };
    context.progress.clear();
    if cli.options.timings {
        remark(&context.timings.render());
    }
    exit
}

/// The checkout that is meant.
fn layout(options: &Options) -> Result<Layout> {
    let found = match &options.root {
        Some(root) => Layout::new(root, None),
        None => Layout::find(&env::current_dir().map_err(Error::io("cannot find", "."))?)?,
    };
    Ok(Layout::new(found.root(), options.state.as_deref()))
}

impl Context<'_> {
    /// Works while no other grader works in this checkout.
    fn exclusively<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let listener = |event: &Event| self.progress.tell(event);
        exclusively(&self.layout, &listener, work)
    }

    /// Works with a grader while no other works in this checkout.
    fn with_grader<T>(&self, work: impl FnOnce(&Grader<'_>) -> Result<T>) -> Result<T> {
        let listener = |event: &Event| self.progress.tell(event);
        exclusively(&self.layout, &listener, || {
            let seed = self.options.seed;
            let (layout, timings) = (&self.layout, &self.timings);
            let confinement = timings.measure("confine", || Confinement::choose(self.confine))?;
            let grader = Grader::open(layout, seed, confinement, &listener, timings)?;
            let result = work(&grader);
            self.progress.clear();
            result
        })
    }

    /// The learner's main job.
    fn next(&self) -> Result<Exit> {
        let lesson = self.with_grader(|grader| {
            let mut memory = Memory::load(&self.layout);
            let cache = Cache::open(&self.layout, Freshness::Known);
            let lesson = learner::lesson(grader, &self.workbook, &mut memory, &cache)?;
            memory.save(&self.layout)?;
            Ok(lesson)
        })?;
        match lesson {
            Lesson::Open { report, task } => {
                print(&open(&report, task, self.look));
                Ok(Exit::Failed)
            }
            Lesson::Passed {
                tasks,
                report,
                next,
            } => {
                print(&passed(&tasks, &report, next.as_deref()));
                Ok(Exit::Passed)
            }
            Lesson::Done => {
                print(
                    "Every task of every topic passes. Congratulations!\n\
                       `cargo run -- check` shows all of it again.\n",
                );
                Ok(Exit::Passed)
            }
        }
    }

    /// Lists topics and tasks.
    fn list(&self, format: ListFormat) -> Exit {
        let memory = Memory::load(&self.layout);
        match format {
            ListFormat::Text => print(&list_text(&self.workbook, &memory)),
            ListFormat::Json => {
                let list = list_json(&self.workbook, &memory);
                let text = serde_json::to_string_pretty(&list).expect("a list is JSON");
                print(&(text + "\n"));
            }
        }
        Exit::Passed
    }

    /// Shows one more hint.
    fn hint(&self, task: &str) -> Result<Exit> {
        let (topic, task) = self.workbook.task(task)?;
        let name = format!("{}/{}", topic.id, task.id);
        let shown = self.exclusively(|| {
            let mut memory = Memory::load(&self.layout);
            let shown = memory.next_hint(&name, task.hints.len());
            memory.save(&self.layout)?;
            Ok(shown)
        })?;
        let mut text = format!("{name}: {}\n", task.title);
        for (number, hint) in (1..).zip(task.hints.iter().take(shown)) {
            let lines = grader::text::folded(hint, self.look.width - 5).join("\n     ");
            let _ = writeln!(text, "  {number}. {lines}");
        }
        let left = task.hints.len() - shown;
        if left > 0 {
            let left = grader::text::counted(left, "more hint");
            let _ = writeln!(text, "{left}: cargo run -- hint {name}");
        }
        print(&text);
        Ok(Exit::Passed)
    }

    /// Begins a topic anew.
    fn reset(&self, topic: &str, yes: bool) -> Result<Exit> {
        let topic = self.workbook.topic(topic)?;
        let folder = self.layout.exercises().join(&topic.id);
        let stub = suite::pristine(&self.layout.stub(&topic.id))?;
        let names: Vec<&str> = stub.keys().map(String::as_str).collect();
        let shown = self.layout.show(&folder);
        let names = names.join(", ");
        let question = format!("Replace {names} in {shown} by the stub? (a copy is kept) [y/N] ");
        if !yes && !confirmed(&question)? {
            print("Nothing was changed.\n");
            return Ok(Exit::Passed);
        }
        let listener = |event: &Event| self.progress.tell(event);
        exclusively(&self.layout, &listener, || {
            for (name, text) in &stub {
                let file = folder.join(name);
                if let Ok(old) = std::fs::read(&file) {
                    store::replace(&file.with_extension("rs.old"), &old)?;
                }
                store::replace(&file, text.as_bytes())?;
            }
            let mut memory = Memory::load(&self.layout);
            memory.forget(&topic.id);
            memory.save(&self.layout)
        })?;
        print(&format!(
            "{names} in {shown}: the stub again; what was there before is beside it, as `.rs.old`\n"
        ));
        Ok(Exit::Passed)
    }

    /// The topics of these names; all of them if none is named.
    fn topics(&self, names: &[String]) -> Result<Vec<&Topic>> {
        if names.is_empty() {
            return Ok(self.workbook.topics.iter().collect());
        }
        names
            .iter()
            .map(|name| self.workbook.topic(name.trim_end_matches('/')))
            .collect()
    }
}

/// Asks; anything but yes is no.
fn confirmed(question: &str) -> Result<bool> {
    let stdin = io::stdin();
    if !stdin.is_terminal() {
        return Err(Error::Usage(
            "nobody is there to be asked; say --yes".to_owned(),
        ));
    }
    print(question);
    let mut answer = String::new();
    stdin
        .lock()
        .read_line(&mut answer)
        .map_err(Error::io("cannot read", "the answer"))?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

/// The exit status that a report means.
fn exit(report: &Report) -> Exit {
    let rejected = |topic: &TopicReport| matches!(topic.status, TopicStatus::Rejected(_));
    if report.topics.iter().any(rejected) {
        Exit::Usage
    } else if report.passed() {
        Exit::Passed
    } else {
        Exit::Failed
    }
}

/// Explains one diagnosis, or lists all.
fn explain(code: Option<&str>) -> Result<Exit> {
    let Some(name) = code else {
        let line = |code: &Code| format!("{:<22} {}\n", code.name(), code.summary());
        print(&Code::ALL.iter().map(line).collect::<String>());
        return Ok(Exit::Passed);
    };
    let names = Code::ALL.iter().map(|code| code.name());
    let unknown = || Error::unknown("code", name, names, "`cargo run -- explain`");
    let code = Code::ALL
        .iter()
        .find(|code| code.name() == name)
        .ok_or_else(unknown)?;
    print(explain::page(*code));
    Ok(Exit::Passed)
}

/// The task that comes next, and its first failure.
fn open(topic: &TopicReport, task: usize, look: Look) -> String {
    let task = &topic.tasks[task];
    let name = format!("{}/{}", topic.id, task.id);
    let level = task.level.name();
    let place = task.place.as_ref().map_or_else(
        || topic.path("src/lib.rs"),
        |place| format!("{}:{}", topic.path(&place.file), place.line),
    );
    let mut shown = format!(
        "{name}: {} ({level}, {})\n{place}\n\n",
        task.title,
        text::points(task.score())
    );
    match &topic.status {
        TopicStatus::Unbuilt(unbuilt) => shown.push_str(&text::unbuilt(topic, unbuilt, look)),
        TopicStatus::Judged | TopicStatus::Rejected(_) | TopicStatus::Absent => {
            if let Some((check, failure)) = text::failures(task).next() {
                shown.push_str(&text::failure(topic, check, failure, look));
            }
        }
    }
    let _ = write!(
        shown,
        "\n  hint:   cargo run -- hint {name}\n  again:  cargo run\n"
    );
    shown
}

/// Congratulations, and what comes next.
fn passed(tasks: &[String], topic: &TopicReport, next: Option<&Next>) -> String {
    let mut shown = String::new();
    for name in tasks {
        let task = topic
            .tasks
            .iter()
            .find(|task| format!("{}/{}", topic.id, task.id) == *name);
        let Some(task) = task else { continue };
        let _ = writeln!(
            shown,
            "✓ {name} passes: {}. Well done!",
            text::points(task.score())
        );
        for check in &task.checks {
            if let Some(grader::verdict::CheckVerdict::Passed(exploration)) = &check.verdict {
                let promise = check.check.promise.trim_end_matches('.');
                let _ = writeln!(
                    shown,
                    "    {promise}  [{}]",
                    text::extent(exploration, task.engine)
                );
            }
        }
    }
    match next {
        Some(next) => {
            let Next { topic, task, place } = next;
            let (title, level) = (&task.title, task.level.name());
            let _ = write!(
                shown,
                "\nNext: {topic}/{}: {title} ({level}, {} points)\n{place}\n\n  read:   \
                 exercises/{topic}/README.md\n  again:  cargo run\n",
                task.id, task.points
            );
        }
        None => shown.push_str("\nThat was the last one: every task passes. Congratulations!\n"),
    }
    shown
}

/// The list for people.
fn list_text(workbook: &Workbook, memory: &Memory) -> String {
    let mut shown = String::new();
    for topic in &workbook.topics {
        let _ = writeln!(shown, "{}: {}", topic.id, topic.summary);
        for task in &topic.tasks {
            let passed = memory.passed_once(&format!("{}/{}", topic.id, task.id));
            let mark = if passed { "✓" } else { " " };
            let _ = writeln!(
                shown,
                "  {mark} {:<24} {:<8} {:>6}  {}",
                task.id,
                task.level.name(),
                task.points,
                task.title
            );
        }
    }
    let total: Points = workbook
        .topics
        .iter()
        .flat_map(|it| &it.tasks)
        .map(|it| it.points)
        .sum();
    let _ = writeln!(
        shown,
        "\n{total} points in all; ✓ passed when it was judged last"
    );
    shown
}

/// The list for programs.
fn list_json(workbook: &Workbook, memory: &Memory) -> serde_json::Value {
    let task = |topic: &Topic, task: &grader::workbook::Task| {
        json!({
            "id": task.id,
            "title": task.title,
            "level": task.level,
            "points": task.points,
            "items": task.items,
            "passed": memory.passed_once(&format!("{}/{}", topic.id, task.id)),
        })
    };
    let topic = |topic: &Topic| {
        let tasks: Vec<_> = topic.tasks.iter().map(|it| task(topic, it)).collect();
        json!({
            "id": topic.id,
            "title": topic.title,
            "order": topic.order,
            "summary": topic.summary,
            "tasks": tasks,
        })
    };
    let topics: Vec<_> = workbook.topics.iter().map(topic).collect();
    json!({ "schema_version": json::SCHEMA_VERSION, "topics": topics })
}
