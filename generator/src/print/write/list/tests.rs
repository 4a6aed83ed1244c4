//! Lists of files that no run of this program writes.

use std::collections::BTreeMap;
use std::fs;

use super::super::{MANIFEST, compare, write};

fn files(list: &[(&str, &str)]) -> BTreeMap<String, String> {
    let owned = list.iter();
    owned
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect()
}

/// Makes a folder with a list of files, and asserts that neither writing nor comparing takes it.
fn assert_list_refused(text: &[u8], line: usize, parts: &[&str]) {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("crate");
    fs::create_dir_all(out.join("src")).unwrap();
    fs::write(dir.path().join("victim"), "").unwrap();
    fs::write(out.join(MANIFEST), text).unwrap();
    let wanted = files(&[("a.rs", "1")]);
    for error in [
        write(&wanted, &out).unwrap_err(),
        compare(&wanted, &out).unwrap_err(),
    ] {
        assert_eq!(error.code, "output-list-damaged", "{error}");
        assert_eq!(error.position.as_ref().unwrap().line, line, "{error}");
        for part in parts {
            assert!(error.to_string().contains(part), "{part}: {error}");
        }
    }
    assert!(dir.path().join("victim").exists());
    assert_eq!(fs::read(out.join(MANIFEST)).unwrap(), text);
    assert!(!out.join("a.rs").exists());
}

#[test]
fn a_list_that_leads_out_is_refused_with_the_line() {
    assert_list_refused(
        b"src/a.rs\n../victim\n",
        2,
        &[
            "`../victim`",
            "is outside of the output folder",
            "help: ",
            "remove the line",
        ],
    );
    assert_list_refused(
        b"\n\n/etc/victim\n",
        3,
        &["line 3", "is outside of the output folder"],
    );
    assert_list_refused(b"src/../../victim", 1, &["is outside of the output folder"]);
    assert_list_refused(b"a\r\n.Git/config\r\n", 2, &["of git"]);
    assert_list_refused(b".SDKGEN-FILES\n", 1, &["of this program"]);
    assert_list_refused(b"src/aux.rs\n", 1, &["every system"]);
    assert_list_refused(b"src/a.rs\nsrc/\xff\n", 2, &["line 2 is not UTF-8"]);
}

#[test]
fn a_list_with_long_deep_or_many_lines_is_refused_with_the_line() {
    let long = format!("a\n{}\n", "ü".repeat(1 << 20));
    assert_list_refused(
        long.as_bytes(),
        2,
        &["line 2", "ü…` has more than 1000 bytes"],
    );
    assert_list_refused(
        format!("src/{}", "a".repeat(300)).as_bytes(),
        1,
        &["255 in one component"],
    );
    let deep = format!("a\n\n{}x\n", "a/".repeat(40));
    assert_list_refused(deep.as_bytes(), 3, &["line 3", "more than 32 components"]);
    let many = "\n".repeat(1_000_001);
    assert_list_refused(many.as_bytes(), 1_000_001, &["more than 1000000 lines"]);
}

/// What looks at each folder again for each file, or at each name for each folder, takes minutes.
#[test]
fn a_long_list_of_deep_files_takes_no_time() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("crate");
    let here = vec!["a"; 31].join("/");
    fs::create_dir_all(out.join(&here)).unwrap();
    let there = (0..20_000).map(|index| format!("{here}/{index}\n"));
    let away = (0..20_000).map(|index| format!("x{index}/{here}\n"));
    fs::write(out.join(MANIFEST), there.chain(away).collect::<String>()).unwrap();
    write(&files(&[("a.rs", "1")]), &out).unwrap();
    assert!(!out.join("a").exists(), "the empty folders went as well");
}
