//! A small `questions.toml` with a question of each kind, and what makes it wrong.

pub(crate) const QUESTIONS: &str = r#"version = 1
removed = ["old-one"]

[weights]
code = 80
concepts = 20

[topics]
go = "Go"

[[question]]
id = "who-closes"
topic = "generator"
kind = "single"
level = "core"
points = 2
prompt = "Who closes?"
choices = ["the sender", "the receiver"]
answer = "a"
explanation = "Because."

[[question]]
id = "which-block"
topic = "generator"
kind = "multiple"
level = "core"
points = 1.5
prompt = "Which block?"
choices = ["recv", "try_recv", "send", "try_send"]
answer = ["a", "c"]
explanation = "Because."

[[question]]
id = "what-order"
topic = "generator"
kind = "ordering"
level = "stretch"
points = 1
prompt = "In which order?"
choices = ["one", "two", "three"]
answer = ["b", "a", "c"]
explanation = "Because."

[[question]]
id = "what-prints"
topic = "go"
kind = "predict"
level = "core"
points = 2
prompt = "What can it print?"
program = '''
fn main() {
    print!("1");
}
'''
choices = ["1", "2", "(hangs)"]
answer = ["a"]
explanation = "Because."

[[question]]
id = "what-belongs"
topic = "go"
kind = "matching"
level = "warm-up"
points = 3
prompt = "Match."
pairs = [{ left = "l1", right = "r1" }, { left = "l2", right = "r2" }, { left = "l3", right = "r3" }]
explanation = "Because."

[[question]]
id = "how-many"
topic = "go"
kind = "numeric"
level = "core"
points = 1
prompt = "{jobs} jobs on {workers} workers?"
parameters = { jobs = [10, 90], workers = [2, 5] }
answer = "ceil(jobs / workers)"
unit = "s"
explanation = "{jobs} / {workers}, rounded up."

[[question]]
id = "why-so"
topic = "go"
kind = "short"
level = "core"
points = 3
prompt = "Why?"
rubric = [
    { point = "locks", weight = 2, phrasings = ["lock held"] },
    { point = "leaks", weight = 1, phrasings = ["leak"] },
]
explanation = "Because."
"#;

/// What to replace by what, and what is then said.
pub(crate) const BAD: [(&str, &str, &str); 31] = [
    (
        "version = 1",
        "version = 2",
        "questions.toml:1: expected version 1, found 2",
    ),
    (
        "code = 80\nconcepts = 20",
        "code = 0\nconcepts = 0",
        "weights that add up",
    ),
    (
        "\"old-one\"",
        "\"who-closes\"",
        "questions.toml:2: `who-closes` is said to be removed",
    ),
    (
        "which-block",
        "who-closes",
        "questions.toml:23: the id `who-closes` is taken",
    ),
    (
        "which-block",
        "which block",
        "questions.toml:23: question `which block`: expected an id",
    ),
    (
        "\"generator\"",
        "\"nothing\"",
        "questions.toml:13: question `who-closes`: there is no topic",
    ),
    (
        "go = \"Go\"",
        "rust = \"Rust\"",
        "question `what-prints`: there is no topic `go`",
    ),
    (
        "\"single\"",
        "\"numeric\"",
        "questions.toml:18: question `who-closes`: `choices` makes no sense",
    ),
    (
        "\"single\"",
        "\"guess\"",
        "questions.toml:14: unknown variant `guess`",
    ),
    (
        "points = 2",
        "points = 0",
        "questions.toml:16: question `who-closes`: expected points",
    ),
    (
        "\"Who closes?\"",
        "\" \"",
        "questions.toml:12: question `who-closes`: expected a prompt",
    ),
    (
        "[\"the sender\", \"the receiver\"]",
        "[\"one\"]",
        "questions.toml:18: question `who-closes`: expected at least two",
    ),
    ("the receiver", "the sender", "says the same as another"),
    (
        "\"the sender\"",
        "{ id = \"b\", text = \"x\" }",
        "expected choice `a` here, found `b`",
    ),
    (
        "answer = \"a\"",
        "answer = \"z\"",
        "questions.toml:19: question `who-closes`: there is no choice `z`; there are a, b",
    ),
    (
        "answer = \"a\"",
        "answer = [\"a\", \"b\"]",
        "expected one choice",
    ),
    (
        "answer = \"a\"\n",
        "",
        "questions.toml:14: question `who-closes`: kind `single` needs `answer`",
    ),
    (
        "answer = [\"a\", \"c\"]",
        "answer = []",
        "expected at least one choice",
    ),
    (
        "answer = [\"a\", \"c\"]",
        "answer = [\"a\", \"a\"]",
        "named twice",
    ),
    (
        "answer = [\"a\", \"c\"]",
        "answer = [\"a\", \"b\", \"c\", \"d\"]",
        "at least one choice that is wrong",
    ),
    (
        "[\"b\", \"a\", \"c\"]",
        "[\"b\", \"a\"]",
        "expected all 3 choices in order",
    ),
    (
        "explanation = \"Because.\"",
        "explnation = \"x\"",
        "unknown field `explnation`",
    ),
    (
        "fn main() {",
        "fn start() {",
        "question `what-prints`: expected a whole program",
    ),
    (
        "right = \"r2\"",
        "right = \"r1\"",
        "question `what-belongs`: `l2` and `l1` share a side",
    ),
    (
        "{jobs} jobs",
        "jobs",
        "question `how-many`: the prompt does not show `{jobs}`",
    ),
    (
        "jobs = [10, 90]",
        "jobs = [90, 10]",
        "expected `jobs = [least, greatest]`",
    ),
    (
        "ceil(jobs / workers)",
        "ceil(jobs / threads)",
        "there is no parameter `threads`",
    ),
    (
        "ceil(jobs / workers)",
        "ceil(jobs / workers",
        "expected `)`, found the end",
    ),
    (
        "ceil(jobs / workers)",
        "jobs / 7",
        "at an end of the ranges its value is 10/7",
    ),
    (
        "weight = 2",
        "weight = 0",
        "question `why-so`: expected weights from 1",
    ),
    ("[\"lock held\"]", "[]", "at least one phrasing"),
];
