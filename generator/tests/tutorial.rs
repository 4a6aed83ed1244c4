//! The tutorial of the README, as its readers type it: in an empty folder, command by command. A server on
//! this machine stands for the one that it names.

use crate::support;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::thread;

use crate::support::command::{Run, cargo, profiles, sdkgen_with};
use tempfile::TempDir;

const README: &str = include_str!("../README.md");

/// The address that the tutorial names.
const ADDRESS: &str = "https://raw.githubusercontent.com/bump-sh-examples/train-travel-api/ef5448eae126008b397cd86c058046f76b97cf65/openapi.yaml";

/// What has the operations of the tutorial in the place of the real definition.
const DEFINITION: &str = include_str!("tutorial/trains.yaml");

/// The folder that everything else is built in, and the versions that it is built with.
const LOCK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.lock");

/// A block of code of the tutorial: its language, and its lines.
fn blocks() -> Vec<(&'static str, &'static str)> {
    let (_, tutorial) = README.split_once("\n## A first SDK\n").unwrap();
    let (tutorial, _) = tutorial.split_once("\n## ").unwrap();
    let blocks = tutorial.split("```").skip(1).step_by(2);
    blocks
        .map(|block| block.split_once('\n').unwrap())
        .collect()
}

/// The address of a server that gives out a definition.
fn server(definition: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/openapi.yaml", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut reader = BufReader::new(stream.unwrap());
            let mut line = String::new();
            while reader.read_line(&mut line).unwrap() > 2 {}
            let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: ";
            let text = format!("{head}{}\r\n\r\n{definition}", definition.len());
            reader.into_inner().write_all(text.as_bytes()).unwrap();
        }
    });
    url
}

/// Whoever follows the tutorial.
struct Reader {
    folder: TempDir,
    cache: TempDir,
    url: String,
    /// Whether the commands of cargo are typed as well.
    builds: bool,
}

impl Reader {
    fn new(definition: &str, builds: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        if builds {
            let cargo = folder.path().join(".cargo");
            fs::create_dir(&cargo).unwrap();
            fs::write(cargo.join("config.toml"), profiles()).unwrap();
        }
        Self {
            folder,
            cache: tempfile::tempdir().unwrap(),
            url: server(definition.to_owned()),
            builds,
        }
    }

    fn follow(&self) {
        for (language, text) in blocks() {
            let text = text.replace(ADDRESS, &self.url);
            match language {
                "console" => self.type_in(&text),
                "toml" => fs::write(self.folder.path().join("sdkgen.toml"), text).unwrap(),
                "rust" if self.builds => {
                    fs::write(self.folder.path().join("station/src/main.rs"), text).unwrap();
                }
                other => assert_eq!(other, "rust"),
            }
        }
    }

    /// Types commands, and compares what is printed with the lines behind each.
    fn type_in(&self, transcript: &str) {
        let mut lines = transcript.lines().peekable();
        while let Some(line) = lines.next() {
            let mut words = line.strip_prefix("$ ").unwrap().split(' ');
            let program = words.next().unwrap();
            let arguments: Vec<_> = words.collect();
            let run = self.run(program, &arguments);
            while let Some(expected) = lines.next_if(|line| !line.starts_with("$ ")) {
                let run = run.as_ref().unwrap();
                assert!(run.stdout.contains(expected), "{line}: {}", run.stdout);
            }
        }
    }

    /// Runs a command; none for those that are left out.
    fn run(&self, program: &str, arguments: &[&str]) -> Option<Run> {
        let folder = self.folder.path();
        assert!(
            ["cargo", "sdkgen"].contains(&program),
            "{program} is not known here"
        );
        let run = match (program, arguments[0]) {
            ("sdkgen", _) => {
                let cache = self.cache.path().display().to_string();
                sdkgen_with(folder, arguments, &[("SDKGEN_CACHE", &cache)]).unwrap()
            }
            // `cargo xtask packed` installs it.
            ("cargo", "install") => return None,
            ("cargo", _) if !self.builds => return None,
            ("cargo", "build") => self.build(arguments),
            _ => self.cargo(arguments),
        };
        assert_eq!(
            run.code,
            Some(0),
            "{arguments:?}: {}\n{}",
            run.stdout,
            run.stderr
        );
        Some(run)
    }

    /// Without the network if what is needed is on this machine already, else with it.
    fn cargo(&self, arguments: &[&str]) -> Run {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
        let offline = [arguments, &["--offline"]].concat();
        let run = cargo(self.folder.path(), target, &offline).unwrap();
        if run.code == Some(0) {
            return run;
        }
        cargo(self.folder.path(), target, arguments).unwrap()
    }

    fn build(&self, arguments: &[&str]) -> Run {
        // What passes here does not depend on what was released today.
        fs::copy(LOCK, self.folder.path().join("station/Cargo.lock")).unwrap();
        self.cargo(arguments)
    }
}

#[test]
fn the_tutorial_makes_a_crate() {
    let reader = Reader::new(DEFINITION, false);
    reader.follow();
    let trains = reader.folder.path().join("trains");
    let manifest = fs::read_to_string(trains.join("Cargo.toml")).unwrap();
    assert!(manifest.contains("\ntimetable = []\n"), "{manifest}");
    assert!(
        manifest.contains("\nuuid = { version = \"1\""),
        "{manifest}"
    );
    let station = fs::read_to_string(trains.join("src/models/station.rs")).unwrap();
    assert!(station.contains("pub id: ::uuid::Uuid,"), "{station}");
    assert!(!trains.join("src/apis/payments.rs").exists());
    // Its settings are those that `init` explains.
    let starter = sdk_generator::config::starter(ADDRESS, "trains");
    let (_, settings) = blocks().into_iter().find(|(it, _)| *it == "toml").unwrap();
    let keys = settings.lines().filter_map(|line| line.split_once(" = "));
    for (key, _) in keys.filter(|(key, _)| *key != "timetable") {
        assert!(starter.contains(&format!("{key} = ")), "{key}");
    }
}

#[test]
fn the_tutorial_holds_for_the_definition_that_it_names() {
    let Some(folder) = support::published() else {
        return;
    };
    let file = folder.join("corpus/bump-train-travel.yaml");
    let definition = fs::read_to_string(file).unwrap();
    Reader::new(&definition, false).follow();
}

#[test]
#[ignore = "takes longer than a change should wait for: `cargo xtask ci` runs it"]
fn the_program_of_the_tutorial_is_built() {
    Reader::new(DEFINITION, true).follow();
}

/// A proxy of the environment is not asked for what is on this machine: it could answer anything.
#[test]
fn a_definition_of_this_machine_comes_without_a_proxy() {
    let (folder, cache) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let url = server(DEFINITION.to_owned());
    let nobody = "http://127.0.0.1:1";
    let variables = [
        ("http_proxy", nobody),
        ("HTTP_PROXY", nobody),
        ("ALL_PROXY", nobody),
        ("SDKGEN_CACHE", cache.path().to_str().unwrap()),
    ];
    let run = sdkgen_with(folder.path(), &["stats", &url], &variables).unwrap();
    assert_eq!(run.code, Some(0), "{}", run.stderr);
}

/// What `generate` refuses is not written to a file that is meant to be shared.
#[test]
fn init_takes_no_address_with_a_password() {
    let folder = TempDir::new().unwrap();
    for url in [
        "https://user:s3cret@example.com/a.json",
        "http://example.com/a.json",
    ] {
        let run = sdkgen_with(folder.path(), &["init", url], &[]).unwrap();
        assert_eq!(run.code, Some(1), "{url}");
        assert!(!run.stderr.contains("s3cret"), "{}", run.stderr);
        assert!(!folder.path().join("sdkgen.toml").exists());
    }
}
