//! Other people's code is kept from the rest of the machine, and leaves nothing behind: tried with
//! children that act.

use crate::graded::{Checkout, body, children, eventually};
use grader::process::{
    self, Exit, Job, Records,
    confine::{Cage, Confinement, Purpose},
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

/// The confinement of this machine; without any there is nothing to test here.
fn confinement() -> Option<Confinement> {
    let found = Confinement::find();
    (found.landlock && found.seccomp).then_some(found)
}

/// Runs a shell script in a cage; gives its status, and what it printed.
fn act(purpose: Purpose, script: &str, writable: &Path) -> Option<(Exit, String)> {
    let cage = Cage {
        confinement: confinement()?,
        purpose,
        readable: ["/usr", "/bin", "/lib", "/lib64", "/etc/ld.so.cache"]
            .map(PathBuf::from)
            .to_vec(),
        writable: vec![writable.to_owned()],
    };
    let job = Job {
        arguments: vec!["-c".into(), script.into()],
        records: Records::None,
        cage: Some(cage),
        ..process::tool(Path::new("/bin/sh"), writable, Duration::from_secs(20))
    };
    let ended = process::run(&job).unwrap();
    let said = [ended.stdout, ended.stderr].concat();
    Some((ended.exit, String::from_utf8(said).unwrap()))
}

#[test]
fn a_caged_child_reads_and_writes_where_it_may_and_nowhere_else() {
    let folder = tempfile::tempdir().unwrap();
    let other = tempfile::tempdir().unwrap();
    let secret = other.path().join("secret");
    fs::write(&secret, "hidden suite").unwrap();
    let script = format!(
        "echo mine > own; read line < own; echo $line
        read line < {secret} && echo read; read line < /etc/passwd && echo users
        echo forged > {secret}; echo new > {}/new; read line < /proc/self/status && echo proc
        exit 5",
        other.path().display(),
        secret = secret.display(),
    );
    for purpose in [Purpose::Build, Purpose::Run] {
        let Some((exit, said)) = act(purpose, &script, folder.path()) else {
            return;
        };
        assert_eq!(exit, Exit::Status(5), "{said}");
        assert!(said.contains("mine"), "{said}");
        for word in ["hidden", "read\n", "users", "proc\n"] {
            assert!(!said.contains(word), "{purpose:?}: `{word}` in {said}");
        }
        assert_eq!(fs::read_to_string(&secret).unwrap(), "hidden suite");
        assert!(!other.path().join("new").exists());
    }
}

#[test]
fn a_caged_program_starts_no_other_and_signals_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let started = "/bin/true; echo started";
    let Some((exit, said)) = act(Purpose::Build, started, folder.path()) else {
        return;
    };
    assert_eq!((exit, said.as_str()), (Exit::Status(0), "started\n"));
    let (exit, said) = act(Purpose::Run, started, folder.path()).unwrap();
    assert_ne!(exit, Exit::Status(0), "{said}");
    for purpose in [Purpose::Build, Purpose::Run] {
        let (_, said) = act(purpose, "kill -0 $PPID && echo reached", folder.path()).unwrap();
        assert!(!said.contains("reached"), "{purpose:?}: {said}");
    }
}

/// Processes, other than a grader itself, that run below a folder or were told of it.
fn processes_of(folder: &Path) -> Vec<String> {
    let folder = folder.display().to_string();
    let all = fs::read_dir("/proc").unwrap().filter_map(|entry| {
        let path = entry.unwrap().path();
        let line = fs::read(path.join("cmdline")).ok()?;
        let line = String::from_utf8_lossy(&line).replace('\0', " ");
        (line.contains(&folder) && !line.contains("--root")).then_some(line)
    });
    all.collect()
}

/// The names in a folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let name = |entry: std::io::Result<fs::DirEntry>| {
        entry.unwrap().file_name().to_string_lossy().into_owned()
    };
    let mut names: Vec<_> = entries.map(name).collect();
    names.sort();
    names
}

#[test]
fn nothing_of_a_hostile_submission_is_left_behind() {
    let checkout = Checkout::new();
    let scratch = tempfile::tempdir().unwrap();
    let shared = Path::new("/dev/shm");
    let shared_before = shared.is_dir().then(|| names(shared));
    for name in [
        "a_million_threads",
        "panic_in_a_drop_while_panicking",
        "output_without_end",
        "runs_before_main",
        "macro_bomb",
        "ten_gigabytes",
    ] {
        let path = format!("grader/corpus/hostile/{name}.rs");
        checkout.write(&crate::graded::read(&path));
        let mut command = checkout.command(&["check", "welcome"]);
        let output = command.env("TMPDIR", scratch.path()).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{name}: {output:?}");
    }
    assert_eq!(processes_of(checkout.folder()), Vec::<String>::new());
    assert_eq!(names(scratch.path()), Vec::<String>::new());
    let builds = checkout.folder().join("state/build/welcome");
    for build in names(&builds) {
        let temporary = names(&builds.join(&build).join("tmp"));
        assert_eq!(temporary, Vec::<String>::new(), "{build}");
    }
    if let Some(before) = shared_before {
        let after = names(shared);
        let new = after.iter().filter(|name| !before.contains(name));
        assert_eq!(new.count(), 0, "{after:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_killed_grader_takes_its_children_with_it() {
    let checkout = Checkout::new();
    checkout.write(&body(
        "let mut n = ann; while n != 101 { n = n.wrapping_add(2) } (n, ben)",
    ));
    // What such a grader left, the next one removes.
    let left = checkout.folder().join("state/selftest/.left");
    fs::create_dir_all(&left).unwrap();
    let mut grader = checkout
        .command(&["check", "welcome"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let suite = eventually("the graded child starts", || {
        let runs_suite = |pid: &u32| {
            fs::read_link(format!("/proc/{pid}/exe"))
                .is_ok_and(|exe| exe.extension().is_some_and(|extension| extension == "bin"))
        };
        children(grader.id()).into_iter().find(runs_suite)
    });
    assert!(!left.exists());
    grader.kill().unwrap();
    grader.wait().unwrap();
    eventually("the graded child ends", || {
        let stat = fs::read_to_string(format!("/proc/{suite}/stat")).unwrap_or_default();
        (stat.is_empty() || stat.contains(") Z ")).then_some(())
    });
}

#[test]
fn a_file_of_fifty_megabytes_is_refused_unread() {
    let checkout = Checkout::new();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("welcome/src/lib.rs");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::File::create(&file)
        .unwrap()
        .set_len(50 * 1024 * 1024)
        .unwrap();
    let path = folder.path().join("welcome");
    let output = checkout
        .command(&["grade", "--confine", "best", path.to_str().unwrap()])
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("too large"), "{said}");
}

#[test]
fn build_scripts_and_configuration_of_a_submission_are_not_used() {
    let checkout = Checkout::new();
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| {
        let path = folder.path().join("welcome").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let note = folder.path().join("it_ran");
    let script = format!("fn main() {{ std::fs::write({note:?}, \"\").unwrap(); }}");
    put("src/lib.rs", &crate::graded::solution());
    put("build.rs", &script);
    put(
        "Cargo.toml",
        "[package]\nname = \"welcome\"\nbuild = \"build.rs\"\n",
    );
    put(
        ".cargo/config.toml",
        "[build]\nrustc-wrapper = \"/bin/false\"\n",
    );
    put(
        "rust-toolchain.toml",
        "[toolchain]\nchannel = \"nightly-2000-01-01\"\n",
    );
    let path = folder.path().join("welcome");
    let (status, said) = checkout.run(&["grade", "--confine", "best", path.to_str().unwrap()]);
    assert_eq!(status, Some(0), "{said}");
    assert!(!note.exists());
}

#[test]
fn the_report_says_what_held_and_require_means_all_of_it() {
    let checkout = Checkout::new();
    checkout.write(&crate::graded::solution());
    let (status, said) = checkout.run(&["check", "welcome", "--confine", "off"]);
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("\nconfinement: none but limits"), "{said}");
    let (status, said) = checkout.run(&["check", "welcome"]);
    assert_eq!(status, Some(0), "{said}");
    let line = format!("\nconfinement: {}\n", Confinement::find().line());
    assert!(said.ends_with(&line), "{said}");
    let folder = checkout.folder().join("exercises/welcome");
    let mut command = checkout.command(&["grade", folder.to_str().unwrap()]);
    let output = command.output().unwrap();
    let refused = String::from_utf8(output.stderr).unwrap();
    if Confinement::find().is_whole() {
        assert_eq!(output.status.code(), Some(0), "{refused}");
    } else {
        assert_eq!(output.status.code(), Some(2), "{refused}");
        assert!(refused.contains("--confine=best"), "{refused}");
    }
}

#[test]
fn the_doctor_looks_at_everything_and_changes_nothing() {
    let checkout = Checkout::new();
    let (status, said) = checkout.run(&["doctor"]);
    assert_eq!(status, Some(0), "{said}");
    for subject in [
        "tool chain",
        "device",
        "disk",
        "simulation",
        "files",
        "user",
    ] {
        assert!(said.contains(subject), "{said}");
    }
    assert!(said.contains("rustc 1."), "{said}");
}
