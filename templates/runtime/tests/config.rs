//! Settings from files, the environment and profiles, and the clients that are
//! made from them.

#![cfg(feature = "config")]

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use crate::support::login::{LOGIN, get, has_no_secret, text, token};
use crate::support::{Answer, Server};
use sdk_runtime::runtime::config::{Config, Loader, LogFormat, LogLevel};
use sdk_runtime::runtime::{Client, RetryPolicy};

const NO_VARIABLES: [(&str, &str); 0] = [];

/// A file of this name and content, in a folder of the test.
fn file(name: &str, content: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, content).unwrap();
    path
}

fn loader(name: &str, content: &str) -> Loader {
    let loader = Config::loader().file(file(name, content));
    loader.variables(NO_VARIABLES)
}

fn client(loader: Loader) -> Client {
    let builder = loader.load().unwrap().client_builder();
    builder.unwrap().build().unwrap()
}

fn problem(name: &str, content: &str) -> String {
    let error = loader(name, content).load().unwrap_err();
    assert!(error.is_config());
    has_no_secret(&error);
    let text = error.to_string();
    let place = text.find(name).unwrap();
    text[place..].to_owned()
}

const OFFICIAL_INI: &str = "
[logging]
log_level = debug
log_format = json
log_to_console = false
log_file_path = /var/log/sdk.log
log_response_body = false
log_request_body = true
[retry]
retry_wait_min = 3
retry_wait_max = 10
retry_max = 4
[reauthentication]
refresh_access_token = true
refresh_token_wait_max = 10
[general]
live_reload_config = true
host = https://api.mypurecloud.ie
[gateway]
host =
";

const OFFICIAL_JSON: &str = r#"{
    "logging": {"log_level": "debug", "log_format": "json", "log_to_console": false,
        "log_file_path": "/var/log/sdk.log", "log_response_body": false, "log_request_body": true},
    "retry": {"retry_wait_min": 3, "retry_wait_max": 10, "retry_max": 4},
    "reauthentication": {"refresh_access_token": true, "refresh_token_wait_max": 10},
    "general": {"live_reload_config": true, "host": "https://api.mypurecloud.ie"}
}"#;

#[test]
fn files_of_the_other_sdks_are_understood() {
    for (name, content) in [
        ("official", OFFICIAL_INI),
        ("official.ini", OFFICIAL_INI),
        ("official_2", OFFICIAL_JSON),
        ("official.json", OFFICIAL_JSON),
    ] {
        let config = loader(name, content).load().unwrap();
        let log = config.log();
        assert_eq!(log.level, LogLevel::Debug);
        assert_eq!(log.format, LogFormat::Json);
        assert_eq!(
            log.file_path.as_deref().unwrap().to_str(),
            Some("/var/log/sdk.log")
        );
        assert_eq!(
            (log.to_console, log.request_body, log.response_body),
            (false, true, false)
        );
        let [warning] = config.warnings() else {
            panic!("{:?}", config.warnings());
        };
        assert!(warning.contains("reauthentication.refresh_token_wait_max has no effect"));
        let client = config.client_builder().unwrap().build().unwrap();
        assert_eq!(client.base_url(), "https://api.mypurecloud.ie");
        let seconds = Duration::from_secs;
        let policy = RetryPolicy::new()
            .max_retries(4)
            .delays(seconds(3), seconds(10));
        let shown = format!("{client:?}");
        assert!(shown.contains(&format!("{policy:?}")), "{shown}");
    }
}

const PROFILES: &str = r#"
region = "eu-west-1"
timeout = 5
access_token = "general"
[retry]
retry_max = 1
[profile.staging]
host = "staging.example.com"
[profile.staging.retry]
retry_max = 0
[profile.local]
region = "us-east-1"
"#;

#[test]
fn the_builder_counts_before_the_environment_and_that_before_the_file() {
    let file = || loader("precedence.toml", PROFILES);
    let url = |loader: Loader| client(loader).base_url().to_owned();
    assert_eq!(url(file()), "https://api.mypurecloud.ie");
    assert_eq!(
        url(file().profile("staging")),
        "https://staging.example.com"
    );
    assert_eq!(url(file().profile("local")), "https://api.mypurecloud.com");

    let environment = [
        ("GENESYSCLOUD_REGION", "mypurecloud.de"),
        ("GENESYSCLOUD_ACCESS_TOKEN", "environment"),
        ("GENESYSCLOUD_HOST", " "),
    ];
    let both = file().profile("staging").variables(environment);
    assert_eq!(url(both.clone()), "https://api.mypurecloud.de");
    let builder = both.load().unwrap().client_builder().unwrap();
    let own = builder
        .host("own.example.com")
        .access_token("builder")
        .build();
    let own = own.unwrap();
    assert_eq!(own.base_url(), "https://own.example.com");
    assert_eq!(own.access_token().unwrap().secret(), "builder");
    assert_eq!(client(both).access_token().unwrap().secret(), "environment");
}

#[test]
fn a_profile_is_chosen_by_the_program_or_the_environment() {
    let file = loader("profile.toml", PROFILES);
    let file = file.variables([("GENESYSCLOUD_PROFILE", "staging")]);
    let named = client(file.clone());
    assert_eq!(named.base_url(), "https://staging.example.com");
    let shown = format!("{named:?}");
    assert!(
        shown.contains("max_retries: 0") && shown.contains("timeout: Some(5s)"),
        "{shown}"
    );
    let other = client(file.profile("local"));
    assert_eq!(other.base_url(), "https://api.mypurecloud.com");

    let ini = "[profile.a]\nhost = h\n[profile.a.retry]\nretry_max = 2\n[profile.b]\nhost = i\n";
    let ini = loader("profile.ini", ini);
    assert_eq!(client(ini.clone().profile("b")).base_url(), "https://i");
    let error = ini.profile("c").load().unwrap_err().to_string();
    assert!(
        error.ends_with("there is no profile \"c\": its profiles are a, b"),
        "{error}"
    );
}

#[test]
fn a_place_is_replaced_as_a_whole() {
    let content = "host = 'gone'\nlogin_url = 'gone'\n[gateway]\nhost = 'gone'\nport = 1\n";
    let loader = loader("place.toml", content);
    let loader = loader.variables([("GENESYSCLOUD_REGION", "eu-west-1")]);
    let config = loader.load().unwrap();
    let shown = format!("{config:?}");
    assert!(!shown.contains("gone"), "{shown}");
}

#[test]
fn misspelt_keys_are_warnings() {
    let content = "tiemout = 3\n\n[retry]\nretry_mx = 's3cret'\n[loging]\nlog_level = 'none'\n";
    let config = loader("misspelt.toml", content).load().unwrap();
    let [first, second, third] = config.warnings() else {
        panic!("{:?}", config.warnings());
    };
    assert!(first.contains("misspelt.toml, line 1: there is no setting tiemout in [general]"));
    assert!(second.ends_with(
        "line 4: there is no setting retry_mx in [retry]: \
         use one of retry_max, retry_wait_min, retry_wait_max, retry_total_time"
    ));
    assert!(third.contains("line 6: there is no section [loging]: use one of gateway, general"));
    assert!(!second.contains("s3cret"));
}

#[test]
fn wrong_values_are_errors_that_name_their_place() {
    assert_eq!(
        problem("wrong_1.toml", "\n[retry]\nretry_max = 's3cret'"),
        "wrong_1.toml, line 3: retry.retry_max has to be a whole number, such as 5"
    );
    assert_eq!(
        problem("wrong_2.ini", "host = https://user:s3cret@host"),
        "wrong_2.ini: general.host has to be \
         a host name, or a URL without user name, password, query and fragment"
    );
    assert_eq!(
        problem("wrong_3.json", r#"{"logging": {"log_level": ["s3cret"]}}"#),
        "wrong_3.json: logging.log_level has to be trace, debug, error or none"
    );
    assert!(
        problem("wrong_4.toml", "access_token = \"s3cret").contains("line 1: it is not valid TOML")
    );
    for content in [
        "timeout = 0",
        "timeout = -1",
        "timeout = 1e99",
        "timeout = nan",
        "region = 'eu'",
        "access_token = 'Bearer s3cret'",
        "live_reload_config = 1",
        "gateway.port = 65536",
        "gateway.host = 'https://host'",
        "gateway.protocol = 'ftp'",
        "gateway.path_params_api = 'a?b'",
        "retry.retry_wait_min = '3s'",
        "max_response_size = 0",
        "max_response_size = -1",
        "max_response_size = 1.5",
        "max_response_size = '1 MB'",
    ] {
        problem("wrong_5.toml", content);
    }
    let loader = loader("wrong_6.toml", "");
    let error = loader.variables([("GENESYSCLOUD_REGION", "s3cret")]).load();
    let error = error.unwrap_err();
    has_no_secret(&error);
    let error = error.to_string();
    assert!(
        error.starts_with("the environment: GENESYSCLOUD_REGION has to be"),
        "{error}"
    );
}

#[test]
fn a_file_that_was_named_has_to_be_there() {
    let error = Config::loader().file("/nowhere/config").load().unwrap_err();
    assert!(error.is_config());
    let text = error.to_string();
    assert!(
        text.starts_with("/nowhere/config: there is no such file"),
        "{text}"
    );
    let place = Config::default_file().unwrap();
    assert!(place.ends_with(".genesyscloudrust/config"));
}

#[test]
fn what_belongs_together_has_to_be_complete() {
    for (content, help) in [
        ("client_id = 'a'", "GENESYSCLOUD_OAUTHCLIENT_SECRET"),
        ("client_secret = 's3cret'", "GENESYSCLOUD_OAUTHCLIENT_ID"),
        ("[gateway]\nport = 1", "set host in [gateway]"),
    ] {
        let config = loader("incomplete.toml", content).load().unwrap();
        let error = config.client_builder().unwrap_err();
        has_no_secret(&error);
        assert!(
            error.is_config() && error.to_string().contains(help),
            "{error}"
        );
    }
}

#[test]
fn debug_shows_no_secret() {
    let content = "client_id = 'a'\nclient_secret = 's3cret'\naccess_token = 's3cret'";
    let loader = loader("debug.toml", content);
    let loader = loader.variables([("GENESYSCLOUD_OAUTHCLIENT_SECRET", "s3cret")]);
    let config = loader.load().unwrap();
    let builder = config.client_builder().unwrap();
    let shown = format!("{loader:?} {config:?} {builder:?}");
    assert!(!shown.contains("s3cret"), "{shown}");
}

#[tokio::test]
async fn calls_and_logins_go_through_a_gateway() {
    let server = Server::answering(|request, _| match request.target.as_str() {
        "POST /log/in/oauth/token" => token(1, 3600, false),
        _ => Answer::new(204, ""),
    });
    let (_, port) = server.url.rsplit_once(':').unwrap();
    let content = format!(
        "client_id = 'id'\nclient_secret = 's3cret'\n[gateway]\nhost = '127.0.0.1'\n\
         protocol = 'http'\nport = {port}\npath_params_api = 'a/p/i'\n\
         path_params_login = '/log/in/'\n"
    );
    let client = client(loader("gateway.toml", &content));
    get(&client).send().await.unwrap();
    assert_eq!(
        server.targets(),
        ["POST /log/in/oauth/token", "GET /a/p/i/thing"]
    );
}

#[tokio::test]
async fn a_client_logs_in_with_the_variables_of_the_environment() {
    let server = Server::answering(|request, _| match request.target.as_str() {
        LOGIN => token(1, 3600, false),
        _ => Answer::new(204, ""),
    });
    let loader = loader("environment.toml", "").variables([
        ("GENESYSCLOUD_HOST", server.url.as_str()),
        ("GENESYSCLOUD_LOGIN_URL", server.url.as_str()),
        ("GENESYSCLOUD_OAUTHCLIENT_ID", "id"),
        ("GENESYSCLOUD_OAUTHCLIENT_SECRET", "s3cret\n"),
    ]);
    get(&client(loader)).send().await.unwrap();
    let login = server.seen();
    // `id:s3cret`, without the line break.
    assert_eq!(login.header("authorization"), Some("Basic aWQ6czNjcmV0"));
    assert_eq!(text(&login), "grant_type=client_credentials");
    assert_eq!(server.seen().header("authorization"), Some("Bearer t1"));
}

#[tokio::test]
async fn the_size_of_responses_is_a_setting() {
    let server = Server::answering(|_, _| Answer::new(200, "0123456789"));
    for (size, fits) in [(10, true), (9, false)] {
        let url = &server.url;
        let content = format!("host = '{url}'\naccess_token = 't'\nmax_response_size = {size}");
        let result = get(&client(loader("size.toml", &content))).send().await;
        assert_eq!(result.is_ok(), fits, "{size}");
    }
}
