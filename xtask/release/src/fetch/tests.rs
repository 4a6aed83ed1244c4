//! Tests of fetching from a local server, with and without faults.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;

use tempfile::TempDir;

use super::{FetchArgs, Fetched, Login, fetch};

const DEFINITION: &str = r#"{"swagger":"2.0","info":{"title":"Cats","version":"1"},
    "paths":{"/cats":{"get":{"tags":["Cats"],"responses":{"204":{"description":"None."}}}}}}"#;

const PREVIEW: &str = r#"{"swagger":"2.0","info":{"title":"Cats","version":"1"},
    "paths":{"/dogs":{"get":{"tags":["Dogs"],"responses":{"204":{"description":"None."}}}}}}"#;

const TOPICS: &str = r#"{"entities":[{"id":"v2.cats","schema":
    {"id":"urn:jsonschema:cats","type":"object","properties":{"name":{"type":"string"}}}}]}"#;

/// Returns the response to a request, given the number of requests before.
type Answers = dyn Fn(&Request, usize) -> String + Send + Sync;

struct Request {
    target: String,
    headers: String,
}

/// A local server that records its requests.
struct Service {
    url: String,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Service {
    fn start(answer: impl Fn(&Request, usize) -> String + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (answer, log): (Arc<Answers>, _) = (Arc::new(answer), Arc::clone(&seen));
        thread::spawn(move || {
            for stream in listener.incoming() {
                exchange(stream.unwrap(), &answer, &log);
            }
        });
        Self { url, seen }
    }

    /// The number of requests for the definition.
    fn definitions(&self) -> usize {
        let targets = self.targets();
        let is_definition = |target: &&String| target.ends_with("/docs/swagger");
        targets.iter().filter(is_definition).count()
    }

    fn args(&self) -> FetchArgs {
        FetchArgs {
            region: String::new(),
            url: Some(self.url.clone()),
            file: None,
            preview: false,
            notifications: false,
        }
    }

    fn targets(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

fn exchange(stream: TcpStream, answer: &Arc<Answers>, log: &Mutex<Vec<String>>) {
    let mut reader = BufReader::new(stream);
    let mut target = String::new();
    reader.read_line(&mut target).unwrap();
    let mut headers = String::new();
    while reader.read_line(&mut headers).unwrap() > 2 {}
    let target = target.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut log = log.lock().unwrap();
    let text = answer(
        &Request {
            target: target.clone(),
            headers,
        },
        log.len(),
    );
    log.push(target);
    let _ = reader.into_inner().write_all(text.as_bytes());
}

fn ok(body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 200 OK\r\netag: \"{length}\"\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}

/// A folder like `spec/`, and one for the cache.
struct Place {
    spec: TempDir,
    target: TempDir,
}

impl Place {
    fn new() -> Self {
        let spec = TempDir::new().unwrap();
        let settings =
            "definition = 'cats.yaml' # ours\n[package]\nname = 'cats'\nversion = '1.0.0'\n";
        fs::write(spec.path().join("sdk.toml"), settings).unwrap();
        fs::write(spec.path().join("cats.yaml"), "old").unwrap();
        let target = TempDir::new().unwrap();
        Self { spec, target }
    }

    fn fetch(&self, args: &FetchArgs) -> anyhow::Result<Fetched> {
        fetch(args, None, self.spec.path(), self.target.path())
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.spec.path().join(name)).unwrap()
    }

    fn is_untouched(&self) {
        let names = fs::read_dir(self.spec.path()).unwrap();
        let mut names: Vec<_> = names.map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["cats.yaml", "sdk.toml"]);
        assert_eq!(self.read("cats.yaml"), "old");
    }
}

#[test]
fn a_definition_takes_the_place_of_the_old_one_and_is_not_sent_twice() {
    let service = Service::start(|request, _| {
        if request.target.ends_with("/health/check") {
            return ok("{\"Build-Number\": \"1739\", \"Name\": \"cats\"}");
        }
        if request.headers.contains("if-none-match: \"") {
            return "HTTP/1.1 304 Not Modified\r\nconnection: close\r\n\r\n".to_owned();
        }
        ok(DEFINITION)
    });
    let place = Place::new();
    assert_eq!(place.fetch(&service.args()).unwrap(), Fetched::Changed);
    assert!(place.read("cats.json").contains("\"/cats\""));
    assert!(
        place
            .read("sdk.toml")
            .starts_with("definition = \"cats.json\" # ours\n")
    );
    let receipt = place.read("source.toml");
    assert!(receipt.contains(&format!("from = \"{}/api/v2/docs/swagger\"", service.url)));
    let checksum = receipt.split('"').nth(3).unwrap();
    assert_eq!(checksum.len(), 64, "{receipt}");
    assert!(receipt.contains("api_version = 1739"), "{receipt}");

    assert_eq!(place.fetch(&service.args()).unwrap(), Fetched::Unchanged);
    assert_eq!(service.definitions(), 2);
}

#[test]
fn preview_and_notifications_are_merged() {
    let service = Service::start(|request, _| match request.target.as_str() {
        "/api/v2/docs/swagger" => ok(DEFINITION),
        "/api/v2/docs/swaggerpreview" => ok(PREVIEW),
        _ => ok(TOPICS),
    });
    let place = Place::new();
    let args = FetchArgs {
        preview: true,
        notifications: true,
        ..service.args()
    };
    assert_eq!(place.fetch(&args).unwrap(), Fetched::Changed);
    let definition: serde_json::Value = serde_json::from_str(&place.read("cats.json")).unwrap();
    assert_eq!(
        definition["paths"]["/dogs"]["get"]["x-genesys-preview"],
        true
    );
    assert_eq!(
        definition["x-sdk-notification-topics"]["v2.cats"]["$ref"],
        "#/definitions/Cats"
    );
    let topics = "/api/v2/notifications/availabletopics?expand=schema";
    assert!(service.targets().iter().any(|target| target == topics));
}

#[test]
fn topics_of_an_overlay_are_not_added_a_second_time() {
    let topics = TOPICS.replace(
        "]}",
        r#",{"id":"v2.dogs","schema":{"type":"object"}},{"id":"v2.cows","schema":{"type":"object"}}]}"#,
    );
    let definition = DEFINITION.replace(
        "\"paths\"",
        r#""definitions":{"Cats":{"type":"object"},"CatsEvent":{"type":"object"}},"paths""#,
    );
    let service = Service::start(move |request, _| match request.target.as_str() {
        "/api/v2/docs/swagger" => ok(&definition),
        _ => ok(&topics),
    });
    let place = Place::new();
    let settings = place
        .read("sdk.toml")
        .replace("[package]", "overlays = ['t.yaml']\n[package]");
    fs::write(place.spec.path().join("sdk.toml"), settings).unwrap();
    // The definition lacks the schema of the last topic.
    let overlay = "overlay: 1.0.0\ninfo: {}\nactions:\n  - target: $\n    update:\n      \
         x-sdk-notification-topics:\n        \
         v2.cats: {$ref: '#/components/schemas/CatsEvent'}\n        \
         v2.cows: {$ref: '#/components/schemas/Gone'}\n";
    fs::write(place.spec.path().join("t.yaml"), overlay).unwrap();
    let args = FetchArgs {
        notifications: true,
        ..service.args()
    };
    assert_eq!(place.fetch(&args).unwrap(), Fetched::Changed);
    let definition: serde_json::Value = serde_json::from_str(&place.read("cats.json")).unwrap();
    let reference = |name: &str| serde_json::json!({ "$ref": format!("#/definitions/{name}") });
    assert_eq!(
        definition["x-sdk-notification-topics"],
        serde_json::json!({ "v2.dogs": reference("V2Dogs"), "v2.cows": reference("Gone") })
    );
    assert!(definition["definitions"]["Gone"].is_object());
}

#[test]
fn what_breaks_off_is_asked_for_again() {
    let service = Service::start(|_, number| match number {
        0 => ok(DEFINITION)[..200].to_owned(),
        _ => ok(DEFINITION),
    });
    let place = Place::new();
    assert_eq!(place.fetch(&service.args()).unwrap(), Fetched::Changed);
    assert_eq!(service.definitions(), 2);
}

#[test]
fn what_is_no_definition_changes_nothing() {
    let missing = DEFINITION.replace("\"204\"", "\"200\"").replace(
        "\"description\":\"None.\"",
        "\"description\":\"\",\"schema\":{\"$ref\":\"#/definitions/Gone\"}",
    );
    for (body, problem) in [
        ("<html>maintenance</html>", "not a definition"),
        ("{\"message\": \"hello\"}", "not a definition"),
        (&DEFINITION[..60], "this is not JSON"),
        (missing.as_str(), "refers to no schema"),
    ] {
        let answer = ok(body);
        let service = Service::start(move |_, _| answer.clone());
        let place = Place::new();
        let error = place.fetch(&service.args()).unwrap_err();
        let text = format!("{error:#}");
        assert!(text.contains(problem), "{text}");
        place.is_untouched();
    }
}

#[test]
fn an_error_of_the_service_changes_nothing() {
    let service = Service::start(|_, _| {
        "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_owned()
    });
    let place = Place::new();
    let error = place.fetch(&service.args()).unwrap_err();
    assert!(format!("{error:#}").contains("404"), "{error:#}");
    place.is_untouched();
}

#[test]
fn a_file_is_taken_and_its_absence_told() {
    let place = Place::new();
    let file = place.target.path().join("cats.json");
    let args = FetchArgs {
        url: None,
        file: Some(file.clone()),
        ..Service::start(|_, _| String::new()).args()
    };
    let error = place.fetch(&args).unwrap_err();
    assert!(error.to_string().contains("cannot be read"), "{error:#}");
    place.is_untouched();
    fs::write(&file, DEFINITION).unwrap();
    assert_eq!(place.fetch(&args).unwrap(), Fetched::Changed);
    assert!(place.read("source.toml").contains("from = \"cats.json\""));
    assert!(Path::new(&file).exists());
}

#[test]
fn only_what_needs_a_login_is_asked_for_with_a_token() {
    let authorized = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&authorized);
    let service = Service::start(move |request, _| {
        if request.headers.to_lowercase().contains("authorization:") {
            log.lock().unwrap().push(request.target.clone());
        }
        match request.target.as_str() {
            "/api/v2/docs/swagger" => ok(DEFINITION),
            "/api/v2/docs/swaggerpreview" => ok(PREVIEW),
            "/api/v2/health/check" => ok("{}"),
            _ => ok(TOPICS),
        }
    });
    let place = Place::new();
    let args = FetchArgs {
        preview: true,
        notifications: true,
        ..service.args()
    };
    let login = Some(Login::Token("secret".to_owned()));
    let fetched = fetch(&args, login, place.spec.path(), place.target.path());
    assert_eq!(fetched.unwrap(), Fetched::Changed);
    assert_eq!(service.targets().len(), 4);
    let topics = "/api/v2/notifications/availabletopics?expand=schema";
    assert_eq!(*authorized.lock().unwrap(), [topics]);
}

#[test]
fn another_machine_is_asked_with_https_alone() {
    let place = Place::new();
    let args = FetchArgs {
        url: Some("http://api.example.com".to_owned()),
        ..Service::start(|_, _| String::new()).args()
    };
    let error = place.fetch(&args).unwrap_err().to_string();
    assert!(
        error.contains("is not encrypted") && error.contains("https"),
        "{error}"
    );
    place.is_untouched();
}
