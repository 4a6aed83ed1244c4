//! Writing under adverse conditions: processes that die at any step, several at a time, and folders
//! that are another disk or whose parent is not to be written.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::support::command::sdkgen;
use crate::support::folder::contents;
use crate::support::sandbox::{LAMPS, generated};
use sdk_generator::write::{self, WriteStep};
use tempfile::TempDir;

/// What a child process is told: the folder, the version of the files, and the step to die at.
const CHILD: [&str; 3] = ["WRITING_OUT", "WRITING_VERSION", "WRITING_STEP"];

/// How a child ends that dies at a step; one that has no such step ends with 0.
const KILLED: i32 = 99;

/// Versions of a crate that have files added, changed, removed, moved into folders and out of them.
fn version(number: usize) -> BTreeMap<String, String> {
    let list: &[(&str, &str)] = match number {
        0 => &[
            ("a.rs", "1"),
            ("gone/deep/b.rs", "1"),
            ("place", "1"),
            ("same.rs", "1"),
        ],
        1 => &[
            ("a.rs", "2"),
            ("new/c.rs", "2"),
            ("place/d.rs", "2"),
            ("same.rs", "1"),
        ],
        _ => &[("a.rs", "3"), ("gone/deep/e.rs", "3"), ("new", "3")],
    };
    let owned = list
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    owned.collect()
}

/// An output that has the first version and files of somebody else.
fn output() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write::write(&version(0), folder.path()).unwrap();
    fs::write(folder.path().join("notes.txt"), "mine").unwrap();
    fs::create_dir(folder.path().join("mine")).unwrap();
    folder
}

/// Asserts that a folder has exactly what a version has, beside the files of somebody else.
fn assert_is(folder: &Path, number: usize, when: &str) {
    let mut expected: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let files = version(number);
    let list: String = files.keys().map(|path| format!("{path}\n")).collect();
    for (path, text) in files {
        for (end, _) in path.match_indices('/') {
            expected.insert(format!("{}/", &path[..end]), Vec::new());
        }
        expected.insert(path, text.into_bytes());
    }
    expected.insert(".sdkgen-files".to_owned(), list.into_bytes());
    expected.insert("notes.txt".to_owned(), b"mine".to_vec());
    expected.insert("mine/".to_owned(), Vec::new());
    expected.insert(".sdkgen-cache/".to_owned(), Vec::new());
    expected.insert(".sdkgen-cache/.gitignore".to_owned(), b"*\n".to_vec());
    expected.insert(".sdkgen-cache/lock".to_owned(), Vec::new());
    assert_eq!(contents(folder).unwrap(), expected, "{when}");
}

/// What a child process runs; nothing when the tests are run.
#[test]
fn child() {
    let [out, version_number, step] = CHILD.map(|name| env::var(name).unwrap_or_default());
    if out.is_empty() {
        return;
    }
    let left = Cell::new(step.parse::<usize>().unwrap());
    let count = |_: WriteStep<'_>| {
        if left.get() == 0 {
            // No destructor runs, as if it had been killed.
            std::process::exit(KILLED);
        }
        left.set(left.get() - 1);
    };
    let files = version(version_number.parse().unwrap());
    write::write_with(&files, Path::new(&out), &count).unwrap();
}

/// Writes a version in another process, which dies at a step; false when it has no such step.
fn is_killed_at(out: &Path, number: usize, step: usize) -> bool {
    let mut child = Command::new(env::current_exe().unwrap());
    child.args(["--exact", "writing::child", "--nocapture"]);
    child.env(CHILD[0], out).env(CHILD[1], number.to_string());
    child.env(CHILD[2], step.to_string());
    let output = child.output().unwrap();
    let code = output.status.code();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(code, Some(KILLED | 0)), "{code:?}: {stderr}");
    code == Some(KILLED)
}

#[test]
fn a_run_that_is_killed_at_any_step_is_completed_by_the_next() {
    let mut steps = 0;
    loop {
        let when = format!("killed at step {steps}");
        let folder = output();
        let is_killed = is_killed_at(folder.path(), 1, steps);
        // The files of somebody else are there, and whatever is ours is a whole file.
        for (path, text) in contents(folder.path()).unwrap() {
            let known = [0, 1].map(|number| version(number).remove(&path));
            let is_whole = known.iter().flatten().any(|known| known.as_bytes() == text);
            let is_ours = known.iter().any(Option::is_some);
            assert!(is_whole || !is_ours, "{when}: {path}");
        }
        let changes = write::write(&version(1), folder.path()).unwrap();
        assert_is(folder.path(), 1, &when);
        if !is_killed {
            assert!(changes.is_empty());
            break;
        }
        // Another version than the one that was under way, and the one before it.
        for number in [2, 0] {
            let folder = output();
            assert!(is_killed_at(folder.path(), 1, steps));
            write::write(&version(number), folder.path()).unwrap();
            assert_is(
                folder.path(),
                number,
                &format!("{when}, then version {number}"),
            );
        }
        // The next run is killed as well, at its first steps.
        let folder = output();
        assert!(is_killed_at(folder.path(), 1, steps));
        is_killed_at(folder.path(), 2, steps % 5);
        write::write(&version(1), folder.path()).unwrap();
        assert_is(folder.path(), 1, &format!("{when}, and again"));
        steps += 1;
    }
    assert!(steps > 8, "only {steps} steps were tried");
}

#[test]
fn a_first_run_that_is_killed_at_any_step_is_completed_by_the_next() {
    for step in 0.. {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("new/sdk");
        let is_killed = is_killed_at(&out, 0, step);
        write::write(&version(0), &out).unwrap();
        fs::write(out.join("notes.txt"), "mine").unwrap();
        fs::create_dir(out.join("mine")).unwrap();
        assert_is(&out, 0, &format!("killed at step {step}"));
        if !is_killed {
            assert!(step > 5, "only {step} steps were tried");
            return;
        }
    }
}

/// The program itself, killed by a signal at whatever moment.
#[cfg(unix)]
#[test]
fn a_program_that_is_killed_leaves_nothing_in_the_way() {
    let expected = generated();
    for pause in [0, 30, 60, 90, 130] {
        let folder = generated();
        let other = [
            "generate",
            LAMPS,
            "--out",
            "sdk",
            "--package",
            "other",
            "--docs",
        ];
        let mut run = Command::new(env!("CARGO_BIN_EXE_sdkgen"));
        run.args(other).current_dir(folder.path());
        let mut run = run
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_millis(pause));
        // Without mercy, on Unix: SIGKILL.
        run.kill().unwrap();
        run.wait().unwrap();
        let again = sdkgen(folder.path(), &["generate", LAMPS, "--out", "sdk"]).unwrap();
        assert_eq!(again.code, Some(0), "{}", again.stderr);
        assert_eq!(
            contents(folder.path()).unwrap(),
            contents(expected.path()).unwrap(),
            "killed after {pause} ms"
        );
    }
}

#[test]
fn one_process_writes_at_a_time() {
    let folder = output();
    let out = folder.path().to_owned();
    let (entered, enter) = mpsc::channel();
    let (release, released) = mpsc::channel::<()>();
    let first = thread::spawn({
        let out = out.clone();
        move || {
            let step = |step: WriteStep<'_>| {
                if step == WriteStep::List {
                    let _ = entered.send(());
                    let _ = released.recv();
                }
            };
            write::write_with(&version(1), &out, &step).unwrap()
        }
    });
    enter.recv().unwrap();
    let (waits, waiting) = mpsc::channel();
    let second = thread::spawn({
        let out = out.clone();
        move || {
            let step = |step: WriteStep<'_>| {
                if let WriteStep::Wait(lock) = step {
                    waits.send(lock.to_owned()).unwrap();
                }
            };
            write::write_with(&version(2), &out, &step).unwrap()
        }
    });
    let lock = waiting.recv().unwrap();
    assert_eq!(lock, out.join(".sdkgen-cache/lock"));
    // A comparison waits for nobody and changes nothing.
    assert!(!write::compare(&version(2), &out).unwrap().is_empty());
    drop(release);
    first.join().unwrap();
    assert!(!second.join().unwrap().is_empty());
    assert_is(&out, 2, "both");
}

#[test]
fn a_program_says_what_it_waits_for() {
    let folder = generated();
    let out = folder.path().join("sdk");
    let (entered, enter) = mpsc::channel();
    let (release, released) = mpsc::channel::<()>();
    let holder = thread::spawn({
        let mut files = version(0);
        files.insert("Cargo.toml".to_owned(), String::new());
        let out = out.clone();
        move || {
            let step = |step: WriteStep<'_>| {
                if step == WriteStep::Settle {
                    let _ = entered.send(());
                    let _ = released.recv();
                }
            };
            write::write_with(&files, &out, &step).unwrap()
        }
    });
    enter.recv().unwrap();
    let mut run = Command::new(env!("CARGO_BIN_EXE_sdkgen"));
    run.args(["generate", LAMPS, "--out", "sdk"])
        .current_dir(folder.path());
    run.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut run = run.spawn().unwrap();
    let mut line = String::new();
    let mut stderr = std::io::BufReader::new(run.stderr.take().unwrap());
    std::io::BufRead::read_line(&mut stderr, &mut line).unwrap();
    assert_eq!(line, "waiting for file lock on sdk\n");
    assert!(run.try_wait().unwrap().is_none(), "it waits");
    let check = sdkgen(
        folder.path(),
        &["generate", LAMPS, "--out", "sdk", "--check"],
    )
    .unwrap();
    assert_eq!(check.code, Some(1), "it does not wait: {}", check.stderr);
    drop(release);
    holder.join().unwrap();
    assert!(run.wait().unwrap().success());
    let check = sdkgen(
        folder.path(),
        &["generate", LAMPS, "--out", "sdk", "--check"],
    )
    .unwrap();
    assert_eq!(check.code, Some(0), "{}", check.stderr);
}

#[test]
fn many_runs_at_once_leave_the_output_of_one() {
    let folder = tempfile::tempdir().unwrap();
    let runs = (0..4).map(|number| {
        let mut run = Command::new(env!("CARGO_BIN_EXE_sdkgen"));
        let name = format!("crate-{}", number % 2);
        run.args([
            "generate",
            LAMPS,
            "--out",
            "sdk",
            "--quiet",
            "--package",
            &name,
        ]);
        run.current_dir(folder.path()).spawn().unwrap()
    });
    for mut run in runs.collect::<Vec<_>>() {
        assert!(run.wait().unwrap().success());
    }
    let is_whole = ["crate-0", "crate-1"].iter().any(|name| {
        let arguments = [
            "generate",
            LAMPS,
            "--out",
            "sdk",
            "--check",
            "--package",
            name,
        ];
        sdkgen(folder.path(), &arguments).unwrap().code == Some(0)
    });
    assert!(is_whole, "the files of two crates are mixed");
}

/// Runs a script of a shell as the superuser of a namespace of its own, where it may mount; nothing
/// where that is not permitted.
#[cfg(target_os = "linux")]
fn in_namespace(folder: &Path, script: &str) -> Option<std::process::Output> {
    let unshare = |script: &str| {
        let mut shell = Command::new("unshare");
        shell.args([
            "--user",
            "--map-root-user",
            "--mount",
            "sh",
            "-euc",
            script,
            "sh",
        ]);
        shell
            .args([env!("CARGO_BIN_EXE_sdkgen"), LAMPS])
            .current_dir(folder);
        shell.output()
    };
    let probe = unshare("mkdir probe; mount -t tmpfs none probe");
    if !probe.is_ok_and(|output| output.status.success()) {
        println!("skipped: nothing may be mounted here");
        return None;
    }
    Some(unshare(script).unwrap())
}

#[cfg(target_os = "linux")]
#[test]
fn the_output_may_be_a_mount_point() {
    let folder = tempfile::tempdir().unwrap();
    // The output is another disk, with one more below it, in a folder that nobody may write.
    let script = "
        mkdir -p volume/sdk; mount -t tmpfs none volume/sdk
        mkdir volume/sdk/src; mount -t tmpfs none volume/sdk/src
        mount --rbind volume volume; mount -o remount,ro,bind volume
        if touch volume/x 2>/dev/null; then exit 3; fi
        \"$1\" generate \"$2\" --out volume/sdk
        \"$1\" generate \"$2\" --out volume/sdk --package other
        \"$1\" generate \"$2\" --out volume/sdk --package other --check
        test ! -e volume/sdk/.sdkgen-cache/stage
    ";
    let Some(output) = in_namespace(folder.path(), script) else {
        return;
    };
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let script = "
        mkdir sdk; mount -t tmpfs -o size=16m none sdk
        \"$1\" generate \"$2\" --out sdk
        cat /dev/zero > sdk/full 2>/dev/null || true
        if \"$1\" generate \"$2\" --out sdk --package other 2>failure; then exit 3; fi
        grep -q 'error.output-failed' failure
        grep -q 'the folder is unchanged' failure
        \"$1\" generate \"$2\" --out sdk --check
        rm sdk/full
        \"$1\" generate \"$2\" --out sdk --package other
        \"$1\" generate \"$2\" --out sdk --package other --check
    ";
    let Some(output) = in_namespace(folder.path(), script) else {
        return;
    };
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{:?}: {stderr}", output.status);
}

#[cfg(unix)]
#[test]
fn the_parent_of_the_output_need_not_be_writable() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let parent = folder.path().join("parent");
    fs::create_dir_all(parent.join("sdk")).unwrap();
    let set = |mode| fs::set_permissions(&parent, fs::Permissions::from_mode(mode)).unwrap();
    set(0o555);
    if fs::create_dir(parent.join("probe")).is_ok() {
        println!("this user may write everywhere; nothing beside the output shows the same");
        fs::remove_dir(parent.join("probe")).unwrap();
    }
    for name in ["first", "second"] {
        let arguments = ["generate", LAMPS, "--out", "parent/sdk", "--package", name];
        let run = sdkgen(folder.path(), &arguments).unwrap();
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        assert_eq!(fs::read_dir(&parent).unwrap().count(), 1);
    }
    set(0o755);
}
