//! `quiz`: asks the conceptual questions, one at a time. Each answer is in `answers.toml` before its
//! explanation is shown, so that whoever stops, by Ctrl-C, Ctrl-D or `:quit`, loses nothing.

use super::Context;
use crate::print;
use grader::{
    cli::QuizOptions,
    error::{Error, Result},
    exit_code::Exit,
    questions::{
        Answer, Answers, Asked, Form, Judge, Learner, Questions, Written,
        answers::Given,
        sheet::{Sheet, template},
    },
    quiz::{self, Style, Typed},
    report::text::Colour,
    score::Score,
    store,
    text::counted,
};
use std::{
    collections::BTreeSet,
    io::{self, BufRead, IsTerminal},
    path::PathBuf,
};

/// What happened to a question.
enum Turn {
    Answered(Answer),
    Skipped,
    Stopped,
}

/// A quiz under way.
struct Quiz<'a> {
    questions: &'a Questions,
    sheet: Sheet,
    path: PathBuf,
    learner: Learner,
    style: Style,
    waits: bool,
}

impl Context<'_> {
    /// Asks questions, or writes an empty sheet for them.
    pub(super) fn quiz(&self, options: &QuizOptions) -> Result<Exit> {
        self.progress.clear();
        let questions = self.questions()?;
        let path = self.layout.root().join("answers.toml");
        if options.template {
            return self.template(&questions, options);
        }
        let topic = options
            .topic
            .as_deref()
            .map(|topic| known(&questions, topic))
            .transpose()?;
        let sheet = Sheet::open(&path, || learner(options))?;
        let answers = sheet.answers(&questions);
        if let Some(name) = &options.learner
            && name.trim() != answers.learner.name()
        {
            let own = answers.learner.name();
            return Err(Error::Usage(format!(
                "answers.toml is `{own}`'s, not `{name}`'s; move it away to begin anew"
            )));
        }
        let choice = quiz::Choice {
            topic,
            level: options.level,
            count: options.count,
            again: options.again,
        };
        let asked = quiz::chosen(&questions, &answers, &choice);
        if asked.is_empty() {
            print("Every question here is answered. --again asks them again.\n");
            return Ok(Exit::Passed);
        }
        let mut quiz = Quiz {
            questions: &questions,
            sheet,
            path,
            learner: answers.learner,
            style: style(options, self.look.colour),
            waits: io::stdin().is_terminal(),
        };
        quiz.run(&asked)?;
        Ok(Exit::Passed)
    }

    fn template(&self, questions: &Questions, options: &QuizOptions) -> Result<Exit> {
        let path = self.layout.root().join("answers.toml");
        if path.exists() {
            return Err(Error::Usage(
                "there is an answers.toml already; move it away first, nothing was written"
                    .to_owned(),
            ));
        }
        store::replace(&path, template(questions, &learner(options)).as_bytes())?;
        let count = counted(questions.list.len(), "question");
        print(&format!(
            "answers.toml has room for {count}; `cargo grader check` scores it.\n"
        ));
        Ok(Exit::Passed)
    }
}

impl Quiz<'_> {
    fn run(&mut self, list: &[&grader::questions::Question]) -> Result<()> {
        let mut scores: Vec<Score> = Vec::new();
        for (index, question) in list.iter().enumerate() {
            let asked = question.ask(&self.learner);
            print(&quiz::question(&asked, index + 1, list.len(), self.style));
            match self.turn(&asked)? {
                Turn::Answered(answer) => scores.push(self.judge(&asked, &answer)),
                Turn::Skipped => {
                    print("\n");
                    continue;
                }
                Turn::Stopped => break,
            }
            print("\n");
            if self.waits && index + 1 < list.len() {
                print("Enter goes on, :quit stops: ");
                let go_on = line()?.is_some_and(|line| !matches!(line.trim(), ":quit" | ":q"));
                print("\n");
                if !go_on {
                    break;
                }
            }
        }
        print(&farewell(&scores));
        Ok(())
    }

    /// Asks until there is an answer that makes sense; it is stored before anything is said about it.
    fn turn(&mut self, asked: &Asked<'_>) -> Result<Turn> {
        loop {
            print("> ");
            let Some(line) = line()? else {
                print("\n");
                return Ok(Turn::Stopped);
            };
            let written = match quiz::typed(asked, &line) {
                Typed::Skip => return Ok(Turn::Skipped),
                Typed::Quit => return Ok(Turn::Stopped),
                Typed::Help => {
                    print(
                        ":skip  leave this question open, and go on (an empty line does so too)\n\
                         :quit  stop; what you answered is kept\n",
                    );
                    continue;
                }
                Typed::Answer(written) => written,
            };
            let written = whole(asked, written)?;
            match asked.read(&written) {
                Ok(Some(_)) => {
                    let (written, answer) = self.rated(asked, written)?;
                    self.keep(asked, &written)?;
                    return Ok(Turn::Answered(answer));
                }
                Ok(None) => return Ok(Turn::Skipped),
                Err(message) => print(&format!("{message}. Try again, or :skip.\n")),
            }
        }
    }

    /// Free text is rated by whoever wrote it; it is stored before that is asked, in case nobody does.
    fn rated(&mut self, asked: &Asked<'_>, written: Written) -> Result<(Written, Answer)> {
        let understood = |written: &Written| asked.read(written).ok().flatten();
        let unrated = || Error::Usage("this answer cannot be read".to_owned());
        let (Form::Short { rubric }, Written::Word(text)) = (&asked.question.form, &written) else {
            let answer = understood(&written).ok_or_else(unrated)?;
            return Ok((written, answer));
        };
        self.keep(asked, &written)?;
        let seen: BTreeSet<usize> = asked.seems_to_say(text);
        print(&format!("\n{}", quiz::rubric(rubric, &seen, self.style)));
        loop {
            print("Which of them does your answer make? Numbers, or 0 for none: ");
            let Some(line) = line()? else {
                let answer = understood(&written).ok_or_else(unrated)?;
                return Ok((written, answer));
            };
            let numbers: Result<Vec<i64>, _> = line
                .split(|c: char| c == ',' || c.is_whitespace())
                .filter(|word| !word.is_empty())
                .map(str::parse)
                .collect();
            let Ok(numbers) = numbers else {
                print("Numbers, with spaces between them.\n");
                continue;
            };
            if numbers.is_empty() {
                continue;
            }
            let claims = numbers.into_iter().filter(|number| *number != 0).collect();
            let rated = Written::Essay {
                text: text.clone(),
                claims,
            };
            match asked.read(&rated) {
                Ok(Some(answer)) => return Ok((rated, answer)),
                Ok(None) => {}
                Err(message) => print(&format!("{message}.\n")),
            }
        }
    }

    fn keep(&mut self, asked: &Asked<'_>, written: &Written) -> Result<()> {
        self.sheet.set(&asked.question.id, written);
        self.sheet.save(&self.path)
    }

    /// Says what became of an answer.
    fn judge(&self, asked: &Asked<'_>, answer: &Answer) -> Score {
        let given = Given {
            answer: Some(answer.clone()),
            line: 0,
        };
        let answers = Answers {
            learner: self.learner.clone(),
            given: [(asked.question.id.clone(), given)].into(),
            problems: Vec::new(),
        };
        let report = asked.question.grade(&answers, Judge::Learner);
        print(&format!(
            "\n{}",
            quiz::feedback(asked, answer, &report, self.style)
        ));
        debug_assert!(self.questions.find(&report.id).is_some());
        report.points
    }
}

/// Free text goes on until an empty line.
fn whole(asked: &Asked<'_>, written: Written) -> Result<Written> {
    let (Form::Short { .. }, Written::Word(first)) = (&asked.question.form, &written) else {
        return Ok(written);
    };
    let mut text = first.clone();
    while let Some(line) = line()?.filter(|line| !line.trim().is_empty()) {
        text.push('\n');
        text.push_str(line.trim_end());
    }
    Ok(Written::Word(text))
}

/// A line of standard input; `None` at its end.
fn line() -> Result<Option<String>> {
    let mut bytes = Vec::new();
    let read = io::stdin()
        .lock()
        .read_until(b'\n', &mut bytes)
        .map_err(Error::io("cannot read", "the answer"))?;
    Ok((read > 0).then(|| String::from_utf8_lossy(&bytes).into_owned()))
}

/// How the quiz looks here.
fn style(options: &QuizOptions, colour: Colour) -> Style {
    let width = terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0));
    Style {
        width: width.clamp(30, 100),
        colour: colour == Colour::Styled,
        plain: options.plain,
    }
}

/// The learner who is named; or somebody who differs from every neighbour.
fn learner(options: &QuizOptions) -> Learner {
    use std::hash::{BuildHasher, RandomState};
    match &options.learner {
        Some(name) => Learner::new(name),
        None => Learner::new(&format!("{:08x}", RandomState::new().hash_one(0) >> 32)),
    }
}

/// The topic of this name, if there are questions about it.
fn known(questions: &Questions, name: &str) -> Result<String> {
    let topics: BTreeSet<&str> = questions.list.iter().map(|it| it.topic.as_str()).collect();
    if topics.contains(name) {
        return Ok(name.to_owned());
    }
    let list = topics.iter().copied().collect::<Vec<_>>().join(", ");
    Err(Error::unknown(
        "topic with questions",
        name,
        topics,
        &format!("this list: {list},"),
    ))
}

fn farewell(scores: &[Score]) -> String {
    let sum: Score = scores.iter().copied().sum();
    let full = scores.iter().filter(|score| score.is_full()).count();
    if scores.is_empty() {
        return "Nothing was answered; `cargo grader quiz` goes on here.\n".to_owned();
    }
    format!(
        "{} answered, {full} of them fully right: {}.\n\
         Kept in answers.toml; `cargo grader quiz` goes on here.\n",
        counted(scores.len(), "question"),
        grader::report::text::points(sum)
    )
}
