use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::paths::{BadName, check_name};
use super::{MANIFEST, compare, write};

fn files(list: &[(&str, &str)]) -> BTreeMap<String, String> {
    list.iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect()
}

#[test]
fn writes_what_changed_and_removes_what_is_stale() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("crate");
    let first = write(&files(&[("a.rs", "1"), ("m/b.rs", "2")]), &out).unwrap();
    assert_eq!(first.written.len(), 3);
    let second = write(&files(&[("a.rs", "1"), ("c.rs", "3")]), &out).unwrap();
    assert_eq!(second.written, [MANIFEST, "c.rs"]);
    assert_eq!(
        (second.unchanged, second.removed),
        (1, vec!["m/b.rs".to_owned()])
    );
    assert!(!out.join("m").exists(), "the empty folder went as well");
    assert!(
        compare(&files(&[("a.rs", "1"), ("c.rs", "3")]), &out)
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        fs::read_dir(dir.path()).unwrap().count(),
        1,
        "nothing is left beside it"
    );
    assert!(!super::own::stage(&out).exists(), "nor in it");
}

#[test]
fn a_file_of_somebody_else_is_never_touched() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("Cargo.toml"), "mine").unwrap();
    fs::write(dir.path().join("notes.txt"), "mine").unwrap();
    let error = write(&files(&[("Cargo.toml", "yours"), ("x.rs", "")]), dir.path()).unwrap_err();
    assert_eq!(error.code, "output-not-ours");
    assert_eq!(
        fs::read_to_string(dir.path().join("Cargo.toml")).unwrap(),
        "mine"
    );
    assert!(!dir.path().join("x.rs").exists());
    write(&files(&[("x.rs", "")]), dir.path()).unwrap();
    write(&files(&[("y.rs", "")]), dir.path()).unwrap();
    assert!(dir.path().join("notes.txt").exists());
    assert!(!dir.path().join("x.rs").exists());
}

#[test]
fn a_failed_run_is_taken_back() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("crate");
    let old = files(&[
        ("a.rs", "1"),
        ("gone/b.rs", "1"),
        ("y.rs/old.rs", "1"),
        ("z.rs", "1"),
    ]);
    write(&old, &out).unwrap();
    // The folder of a listed file gives way to a file of its name, but not with the notes in it.
    fs::write(out.join("y.rs/notes.txt"), "mine").unwrap();
    let new = files(&[
        ("a.rs", "2"),
        ("new/b.rs", "2"),
        ("y.rs", "2"),
        ("z.rs", "2"),
    ]);
    let error = write(&new, &out).unwrap_err();
    assert_eq!(error.code, "output-not-ours", "{error}");
    assert!(compare(&old, &out).unwrap().is_empty(), "as it was before");
    assert_eq!(
        fs::read_to_string(out.join("y.rs/notes.txt")).unwrap(),
        "mine"
    );
    assert!(!out.join("new").exists());
    fs::remove_file(out.join("y.rs/notes.txt")).unwrap();
    write(&new, &out).unwrap();
    assert!(compare(&new, &out).unwrap().is_empty());
    write(&old, &out).unwrap();
    assert!(
        compare(&old, &out).unwrap().is_empty(),
        "a file gives way to a folder"
    );
}

#[test]
fn no_name_leads_out_or_to_what_is_not_ours_on_any_system() {
    use BadName::{Outside, Reserved, Unportable};
    for (path, why) in [
        ("", Outside),
        ("..", Outside),
        ("../x", Outside),
        ("a/../../x", Outside),
        ("a/./b", Outside),
        ("a//b", Outside),
        ("/etc/x", Outside),
        ("\\x", Outside),
        ("a\\..\\..\\x", Outside),
        ("C:\\x", Outside),
        ("c:x", Outside),
        (".. /x", Outside),
        (".git/config", Reserved),
        (".Git/config", Reserved),
        ("a/.GIT/hooks/x", Reserved),
        (".g\u{200c}it/config", Reserved),
        (".git./config", Reserved),
        ("GIT~1/config", Reserved),
        (".sdkgen-files", Reserved),
        (".SDKGEN-FILES", Reserved),
        (".sdkgen-files.", Reserved),
        (".Sdkgen-Cache/lock", Reserved),
        ("SDKGEN~1", Reserved),
        ("con", Unportable),
        ("a/NUL.txt", Unportable),
        ("com1.rs", Unportable),
        ("LPT².md", Unportable),
        ("a.", Unportable),
        ("a /b", Unportable),
        ("ab:c", Unportable),
        ("x/a\\b", Unportable),
        ("a\0b", Unportable),
        ("a\u{202e}b", Unportable),
        ("a*", Unportable),
    ] {
        assert_eq!(check_name(path), Err(why), "{path:?}");
    }
    for path in [
        "Cargo.toml",
        ".gitignore",
        ".github/workflows/ci.yml",
        "src/models/ä.rs",
        "a b.md",
        "...rs",
        "console.rs",
        "com.rs",
        "com10.rs",
        "docs/.sdkgen-files.md",
    ] {
        assert_eq!(check_name(path), Ok(()), "{path:?}");
    }
}

#[test]
fn only_plain_files_of_the_output_are_read() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("crate");
    write(&files(&[("src/a.rs", "123")]), &out).unwrap();
    fs::write(dir.path().join("secret"), "1").unwrap();
    let read = |path| super::read_plain(&out, path, 3).map(|bytes| bytes.len());
    assert_eq!(read("src/a.rs"), Some(3));
    assert_eq!(read(".sdkgen-cache/.gitignore"), Some(2));
    for path in [
        "../secret",
        ".sdkgen-cache/../../secret",
        ".sdkgen-cachet/../../secret",
        "src",
        "src/b.rs",
        ".sdkgen-cache",
        MANIFEST,
    ] {
        assert_eq!(read(path), None, "{path}");
    }
}

#[test]
fn files_have_names_that_every_disk_holds() {
    let dir = tempfile::tempdir().unwrap();
    let refused = |list: &[(&str, &str)]| {
        let error = write(&files(list), &dir.path().join("crate")).unwrap_err();
        error.code
    };
    assert_eq!(refused(&[("../x", "")]), "output-leads-outside");
    assert_eq!(refused(&[(MANIFEST, "")]), "output-file-name");
    assert_eq!(refused(&[(".git/config", "")]), "output-file-name");
    assert_eq!(refused(&[("a.rs", ""), ("A.rs", "")]), "output-file-name");
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn a_name_has_a_limit_of_length_and_of_depth() {
    use BadName::{TooDeep, TooLong};
    let deep = |names: usize| vec!["a"; names].join("/");
    let long = |part: usize, parts: usize| vec!["ü".repeat(part / 2); parts].join("/");
    for (path, why) in [
        ("a".repeat(256), TooLong),
        (format!("src/{}", "a".repeat(256)), TooLong),
        (long(200, 5), TooLong),
        (deep(100_000), TooLong),
        (deep(33), TooDeep),
    ] {
        assert_eq!(check_name(&path), Err(why), "{path}");
    }
    for path in ["a".repeat(255), long(254, 3), deep(32)] {
        assert_eq!(check_name(&path), Ok(()), "{path}");
    }
}

#[test]
fn a_list_with_names_that_differ_in_case_removes_nothing_that_is_new() {
    let dir = tempfile::tempdir().unwrap();
    write(&files(&[("src/A.rs", "1")]), dir.path()).unwrap();
    // As a killed run leaves it.
    fs::write(dir.path().join(MANIFEST), "src/A.rs\nsrc/a.rs\n").unwrap();
    let wanted = files(&[("src/a.rs", "1")]);
    write(&wanted, dir.path()).unwrap();
    assert_eq!(names(&dir.path().join("src")), ["a.rs"]);
    assert!(compare(&wanted, dir.path()).unwrap().is_empty());
    // Where case counts, a file of somebody else beside it is no file of ours.
    fs::write(dir.path().join("src/B.rs"), "mine").unwrap();
    if !dir.path().join("src/b.rs").exists() {
        write(&files(&[("src/b.rs", "1")]), dir.path()).unwrap();
        let error = write(&files(&[("src/B.rs", "2")]), dir.path()).unwrap_err();
        assert_eq!(error.code, "output-not-ours");
        assert_eq!(
            fs::read_to_string(dir.path().join("src/B.rs")).unwrap(),
            "mine"
        );
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::symlink;
    use std::process::Command;

    use super::*;

    /// A folder beside an output with one file, which a list names through a link.
    fn trap(link: &str, target: &str, listed: &str) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("elsewhere/deep")).unwrap();
        fs::write(dir.path().join("elsewhere/deep/victim.rs"), "mine").unwrap();
        let out = dir.path().join("crate");
        write(&files(&[("src/a.rs", "1")]), &out).unwrap();
        symlink(target, out.join(link)).unwrap();
        fs::write(out.join(MANIFEST), format!("src/a.rs\n{listed}\n")).unwrap();
        dir
    }

    #[test]
    fn nothing_behind_a_link_is_removed() {
        for (link, target, listed) in [
            ("x", "../elsewhere", "x/deep/victim.rs"),
            ("x", "../elsewhere/deep", "x/victim.rs"),
            ("src/x", "../../elsewhere/deep", "src/x/victim.rs"),
            ("victim.rs", "../elsewhere/deep/victim.rs", "victim.rs"),
            ("src/dangling", "nowhere", "src/dangling"),
        ] {
            let dir = trap(link, target, listed);
            let out = dir.path().join("crate");
            let wanted = files(&[("src/a.rs", "2")]);
            for error in [
                write(&wanted, &out).unwrap_err(),
                compare(&wanted, &out).unwrap_err(),
            ] {
                assert_eq!(error.code, "output-leads-outside", "{listed}: {error}");
                assert!(error.location.ends_with(link), "{error}");
            }
            let victim = dir.path().join("elsewhere/deep/victim.rs");
            assert_eq!(fs::read_to_string(victim).unwrap(), "mine");
            assert_eq!(fs::read_to_string(out.join("src/a.rs")).unwrap(), "1");
            assert!(fs::symlink_metadata(out.join(link)).is_ok());
        }
    }

    #[test]
    fn links_do_not_lead_out() {
        let dir = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        symlink(elsewhere.path(), dir.path().join("src")).unwrap();
        let error = write(&files(&[("src/lib.rs", "")]), dir.path()).unwrap_err();
        assert_eq!(error.code, "output-leads-outside");
        assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_is_written_beside_the_files_follows_no_link_either() {
        let wanted = files(&[("a.rs", "1")]);
        for (name, is_folder) in [
            (MANIFEST, false),
            (".sdkgen-cache", true),
            (".sdkgen-cache/lock", false),
        ] {
            let dir = tempfile::tempdir().unwrap();
            let out = dir.path().join("crate");
            fs::create_dir_all(out.join(name).parent().unwrap()).unwrap();
            let elsewhere = dir.path().join("elsewhere");
            if is_folder {
                fs::create_dir(&elsewhere).unwrap();
            }
            symlink(&elsewhere, out.join(name)).unwrap();
            let error = write(&wanted, &out).unwrap_err();
            assert_eq!(error.code, "output-leads-outside", "{name}: {error}");
            assert_eq!(elsewhere.exists(), is_folder, "{name}");
            assert!(!out.join("a.rs").exists());
            if is_folder {
                assert!(names(&elsewhere).is_empty());
            }
        }
    }

    #[test]
    fn a_link_in_the_place_of_what_is_staged_goes_alone() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("crate");
        fs::create_dir_all(out.join(".sdkgen-cache")).unwrap();
        fs::create_dir(dir.path().join("elsewhere")).unwrap();
        fs::write(dir.path().join("elsewhere/victim"), "").unwrap();
        symlink("../../elsewhere", out.join(".sdkgen-cache/stage")).unwrap();
        write(&files(&[("a.rs", "1")]), &out).unwrap();
        assert_eq!(names(&dir.path().join("elsewhere")), ["victim"]);
        assert!(!super::super::own::stage(&out).exists());
    }

    #[test]
    fn pipes_are_never_opened() {
        let pipe = |path: &Path| {
            let made = Command::new("mkfifo").arg(path).status();
            made.is_ok_and(|status| status.success())
        };
        let cases = [
            (MANIFEST, "output-list-damaged"),
            ("a.rs", "output-not-ours"),
            (".sdkgen-cache", "output-not-ours"),
            (".sdkgen-cache/lock", "output-not-ours"),
        ];
        for (name, code) in cases {
            let dir = tempfile::tempdir().unwrap();
            fs::create_dir_all(dir.path().join(name).parent().unwrap()).unwrap();
            if !pipe(&dir.path().join(name)) {
                println!("skipped: no pipe can be made");
                return;
            }
            let error = write(&files(&[("a.rs", "1")]), dir.path()).unwrap_err();
            assert_eq!(error.code, code, "{name}: {error}");
        }
        // A pipe that the list names is not ours: what was written is a file.
        let dir = tempfile::tempdir().unwrap();
        write(&files(&[("a.rs", "1"), ("b.rs", "1")]), dir.path()).unwrap();
        fs::remove_file(dir.path().join("b.rs")).unwrap();
        assert!(pipe(&dir.path().join("b.rs")));
        write(&files(&[("a.rs", "2")]), dir.path()).unwrap();
        assert!(dir.path().join("b.rs").exists());
    }

    #[test]
    fn a_hard_link_keeps_what_it_held() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("crate");
        write(&files(&[("a.rs", "1"), ("b.rs", "1")]), &out).unwrap();
        for name in ["a.rs", "b.rs"] {
            fs::hard_link(out.join(name), dir.path().join(name)).unwrap();
        }
        write(&files(&[("a.rs", "2")]), &out).unwrap();
        assert_eq!(fs::read_to_string(out.join("a.rs")).unwrap(), "2");
        for name in ["a.rs", "b.rs"] {
            assert_eq!(fs::read_to_string(dir.path().join(name)).unwrap(), "1");
        }
    }
}
