//! Clients without a region, host or gateway: calls go to the default server, with a
//! warning.

#![cfg(all(feature = "testing", feature = "config"))]

use std::fs;
use std::path::PathBuf;

use sdk_runtime::regions::Region;
use sdk_runtime::runtime::config::Config;
use sdk_runtime::runtime::testing::{FakeService, Reply, When};
use sdk_runtime::runtime::{
    Call, Client, ClientBuilder, ClientCredentials, Error, Method, Operation, Permissions, Request,
    RetryPolicy, decode,
};

static GET: Operation = Operation {
    name: "get_thing",
    method: Method::Get,
    path: "/thing",
    accept: "application/json",
    permissions: Permissions::None,
};

const DEFAULT: &str = "https://api.mypurecloud.com (region us-east-1)";

fn builder(service: &FakeService) -> ClientBuilder {
    let builder = Client::builder().transport(service.clone());
    builder
        .retry(RetryPolicy::never())
        .credentials(ClientCredentials::new("id", "s3cret"))
}

async fn login_error(builder: ClientBuilder) -> Error {
    let client = builder.build().unwrap();
    let call: Call<()> = Call::new(client, Request::new(&GET), decode::empty);
    call.send().await.unwrap_err()
}

#[tokio::test]
async fn a_login_that_fails_there_says_where_it_was_sent() {
    let service = FakeService::new();
    let replies = [
        Reply::error(400, "invalid_client", "client not found"),
        Reply::error(401, "c", &"m".repeat(5000)),
        Reply::empty(503),
        Reply::empty(303),
        Reply::timeout(),
        Reply::no_connection(),
        Reply::text("no token"),
    ];
    for reply in replies {
        service.reply(When::login(), reply);
        let error = login_error(builder(&service)).await;
        let line = error.to_string();
        assert!(error.is_login(), "{line}");
        assert!(
            line.contains("https://login.mypurecloud.com (region us-east-1)"),
            "{line}"
        );
        assert!(
            line.ends_with(": set one with ClientBuilder::region"),
            "{line}"
        );
        for with_server in [
            builder(&service).region(Region::UsEast1),
            builder(&service).host("api.mypurecloud.com"),
            builder(&service).login_url("login.mypurecloud.com"),
        ] {
            let line = login_error(with_server).await.to_string();
            assert!(!line.contains("name another"), "{line}");
        }
    }
}

fn warnings(name: &str, content: &str, variables: &[(&str, &str)]) -> Vec<String> {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, content).unwrap();
    let loader = Config::loader().file(path).variables(variables.to_vec());
    loader.load().unwrap().warnings().to_vec()
}

#[test]
fn settings_without_a_server_are_a_warning() {
    let credentials = "client_id = 'a'\nclient_secret = 's3cret'";
    for (content, variables) in [
        (credentials, &[][..]),
        ("[retry]\nretry_max = 1", &[]),
        ("", &[("GENESYSCLOUD_ACCESS_TOKEN", "s3cret")]),
        ("login_url = 'login.mypurecloud.ie'", &[]),
        (
            "[profile.a]\nregion = 'eu-west-1'\n[retry]\nretry_max = 1",
            &[],
        ),
    ] {
        let warnings = warnings("no_server.toml", content, variables);
        let [warning] = &warnings[..] else {
            panic!("{content}: {warnings:?}");
        };
        assert!(warning.contains(DEFAULT), "{warning}");
        assert!(warning.contains("GENESYSCLOUD_REGION"), "{warning}");
        assert!(
            warning.contains("no_server.toml") && !warning.contains("s3cret"),
            "{warning}"
        );
    }
    for (content, variables) in [
        ("", &[][..]),
        ("region = 'us-east-1'\naccess_token = 't'", &[]),
        ("access_token = 't'\nhost = 'h'", &[]),
        ("access_token = 't'\n[gateway]\nhost = 'h'", &[]),
        (credentials, &[("GENESYSCLOUD_REGION", "eu-west-1")]),
        (credentials, &[("GENESYSCLOUD_HOST", "h")]),
    ] {
        let warnings = warnings("a_server.toml", content, variables);
        assert!(warnings.is_empty(), "{content}: {warnings:?}");
    }
}
