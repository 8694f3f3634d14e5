//! Several submissions of a topic as one program, for who judges very many of them: the compiler begins once for all
//! their suites, reads the kit once, and makes once what they have in common. Each submission stays a library of its
//! own, compiled as any other.

use super::{
    Binary, Build, Job, TaskBuild, fence,
    rustc::{self, Compiled, World},
    stage::Stage,
};
use crate::{
    error::{Error, Result},
    workbook::Engine,
};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::{
    fs,
    ops::Range,
    path::{Path, PathBuf},
};

/// Builds several submissions of one topic as one program in this folder, which must stay as long as any of them is
/// run: [`build`](super::build()) of the same jobs then finds them built. What cannot be built so is left to be built
/// alone: what runs on real threads, does not compile, or does not fit the suite.
///
/// # Errors
/// If the compiler cannot be run, or files cannot be written.
pub fn together(folder: &Path, jobs: &[Job<'_>]) -> Result<()> {
    let mut members = Vec::new();
    for job in jobs {
        members.extend(Member::of(job)?);
    }
    let [first, _, ..] = &members[..] else {
        return Ok(());
    };
    let stage = Stage::of_a_group(folder, first.job)?;
    let mut placed = Vec::with_capacity(members.len());
    let (mut modules, mut lists) = (String::new(), Vec::new());
    for (number, member) in members.iter().enumerate() {
        placed.push(member.put(&stage, number)?);
        modules.push_str(&member.modules(number));
        lists.push(member.suites(number));
    }
    let text = format!(
        "//! Generated: runs the checks of several submissions.\n\n{modules}\nfn main() -> check::ExitCode {{\n    \
         check::main_of(&[{}])\n}}\n",
        lists.join(", ")
    );
    let main = stage.write_suite("main.rs", &text)?;
    // One that does not fit spoils it for all. Which one that is shows when each is built alone.
    let Compiled::Ready(program) = rustc::group(first.job.kit, &stage, &main, &placed)? else {
        return Ok(());
    };
    for (number, member) in members.iter().enumerate() {
        let binary = Binary {
            program: program.clone(),
            member: Some(number),
        };
        let ready = |id: &&str| ((*id).to_owned(), TaskBuild::Ready(binary.clone()));
        let build = Build::Built(member.tasks().iter().map(ready).collect());
        member.stage.remember(&build)?;
    }
    Ok(())
}

/// A submission that can be one of several.
struct Member<'a> {
    job: &'a Job<'a>,
    stage: Stage,
    rlib: PathBuf,
}

impl<'a> Member<'a> {
    /// This one, compiled as a library; none if it has to be built alone.
    fn of(job: &'a Job<'a>) -> Result<Option<Member<'a>>> {
        let tasks = &job.topic.tasks;
        let is_simulated = tasks.iter().all(|task| task.engine == Engine::Simulated);
        if tasks.is_empty() || !is_simulated || fence::breach(job.submission).is_some() {
            return Ok(None);
        }
        let stage = Stage::prepare(job)?;
        stage.write(job)?;
        Ok(match rustc::library(job.kit, &stage, World::Simulated)? {
            Compiled::Ready(rlib) => Some(Member { job, stage, rlib }),
            Compiled::Refused(_) => None,
        })
    }

    /// The tasks that are judged.
    fn tasks(&self) -> Vec<&'a str> {
        let tasks = self.job.topic.tasks.iter();
        tasks.map(|task| task.id.as_str()).collect()
    }

    /// The modules of its suite, with what they share.
    fn files(&self) -> Vec<&'a str> {
        let tasks = self.tasks();
        let common = self.stage.shares(&tasks).then_some("common");
        common.into_iter().chain(tasks).collect()
    }

    /// Puts its library and its suite where the program is compiled. Gives the library's name there, and the suite's
    /// folder.
    fn put(&self, group: &Stage, number: usize) -> Result<(String, PathBuf)> {
        let (module, topic) = (module(number), &self.job.topic.id);
        let name = format!("{topic}_{module}");
        for file in self.files() {
            let text = &self.job.suite.files[&format!("{file}.rs")];
            group.write_suite(
                &format!("{module}/{file}.rs"),
                &readdressed(text, topic, &name, &module),
            )?;
        }
        let folder = group.folder().join("suite").join(&module);
        let copied = folder.join(format!("lib{name}.rlib"));
        fs::copy(&self.rlib, &copied).map_err(Error::io("cannot write", &copied))?;
        Ok((name, folder))
    }

    /// The modules of its suite, as source.
    fn modules(&self, number: usize) -> String {
        let files = self.files().join("; pub mod ");
        format!("mod {} {{ pub mod {files}; }}\n", module(number))
    }

    /// The list of its suites, as source.
    fn suites(&self, number: usize) -> String {
        let module = module(number);
        let suite = |task: &&str| format!("{module}::{task}::SUITE");
        let suites: Vec<String> = self.tasks().iter().map(suite).collect();
        format!("&[{}]", suites.join(", "))
    }
}

/// The module of the program that holds the suites of this member.
fn module(number: usize) -> String {
    format!("member_{number}")
}

/// A file of a suite, for a program in which the submission has another name, and the suite is in a module.
/// Lines stay where they are.
fn readdressed(text: &str, topic: &str, name: &str, module: &str) -> String {
    // What is no Rust is for the compiler to say.
    let Ok(tokens) = text.parse::<TokenStream>() else {
        return text.to_owned();
    };
    let mut heads = Vec::new();
    path_heads(tokens, &mut heads);
    let mut text = text.to_owned();
    for range in heads.into_iter().rev() {
        let head = &text[range.clone()];
        if head == topic {
            text.replace_range(range, name);
        } else if head == "crate" {
            text.insert_str(range.end, &format!("::{module}"));
        }
    }
    text
}

/// Where the words are that paths of several words begin with, in order.
fn path_heads(tokens: TokenStream, heads: &mut Vec<Range<usize>>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let is_colon = |index: Option<usize>| {
        let token = index.and_then(|index| tokens.get(index));
        matches!(token, Some(TokenTree::Punct(it)) if it.as_char() == ':')
    };
    for (index, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) if group.delimiter() != Delimiter::None => {
                path_heads(group.stream(), heads);
            }
            TokenTree::Ident(word) => {
                let goes_on = is_colon(Some(index + 1)) && is_colon(Some(index + 2));
                let is_first = !(is_colon(index.checked_sub(1)) && is_colon(index.checked_sub(2)));
                if goes_on && is_first {
                    heads.push(word.span().byte_range());
                }
            }
            TokenTree::Group(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::readdressed;

    #[test]
    fn paths_lead_to_the_member_and_nothing_else_changes() {
        let text = "//! `odds::new` of odds.\nuse crate::common::{self, A};\nuse odds::{B, odds};\n\
            fn ä() { let odds: odds::C = ::odds::d(); expect(\"odds::e\", self::odds::F, odds.g()) }\n";
        let moved = readdressed(text, "odds", "odds_member_3", "member_3");
        let expected = "//! `odds::new` of odds.\nuse crate::member_3::common::{self, A};\n\
            use odds_member_3::{B, odds};\nfn ä() { let odds: odds_member_3::C = ::odds::d(); \
            expect(\"odds::e\", self::odds::F, odds.g()) }\n";
        assert_eq!(moved, expected);
        assert_eq!(readdressed("fn (", "odds", "a", "b"), "fn (");
    }
}
