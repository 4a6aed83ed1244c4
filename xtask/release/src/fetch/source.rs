//! Downloads documents of a service, with retries, limits of size and time, and conditional
//! requests.
//!
//! It uses the runtime of the SDK for calls and logins.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use sdk_generator::load;
use sdk_generator::remote;
use sdk_runtime::regions::Region;
use sdk_runtime::runtime::blocking::SendBlocking;
use sdk_runtime::runtime::{
    Call, Client, ClientBuilder, ClientCredentials, Download, Error, Method, Operation,
    Permissions, Request, decode,
};
use serde_json::Value;

/// The time limit of a document, retries included.
const TIME: Duration = Duration::from_secs(600);

/// The time limit of each chunk.
const SILENCE: Duration = Duration::from_secs(60);

/// The maximum number of attempts for a download that is interrupted.
const TRIES: u32 = 4;

/// The documents of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Document {
    Definition,
    Preview,
    Topics,
}

static DEFINITION: Operation = get("definition", "/api/v2/docs/swagger");
static PREVIEW: Operation = get("preview", "/api/v2/docs/swaggerpreview");
static HEALTH: Operation = get("health", "/api/v2/health/check");
static TOPICS: Operation = get("topics", "/api/v2/notifications/availabletopics");

const fn get(name: &'static str, path: &'static str) -> Operation {
    Operation {
        name,
        method: Method::Get,
        path,
        accept: "application/json",
        permissions: Permissions::None,
    }
}

impl Document {
    fn operation(self) -> &'static Operation {
        match self {
            Self::Definition => &DEFINITION,
            Self::Preview => &PREVIEW,
            Self::Topics => &TOPICS,
        }
    }

    fn request(self) -> Request {
        let request = Request::new(self.operation());
        match self {
            Self::Topics => request.query("expand", &"schema"),
            Self::Definition | Self::Preview => request,
        }
    }
}

/// The credentials for documents that are not public.
#[derive(Clone)]
pub(crate) enum Login {
    Token(String),
    Credentials { id: String, secret: String },
}

impl Login {
    /// The credentials in environment variables, if there are any.
    pub(crate) fn of_environment() -> Option<Self> {
        let variable = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
        let credentials = || {
            Some(Self::Credentials {
                id: variable("GENESYSCLOUD_OAUTHCLIENT_ID")?,
                secret: variable("GENESYSCLOUD_OAUTHCLIENT_SECRET")?,
            })
        };
        let token = variable("GENESYSCLOUD_ACCESS_TOKEN").map(Self::Token);
        token.or_else(credentials)
    }

    fn add(self, builder: ClientBuilder) -> ClientBuilder {
        match self {
            Self::Token(token) => builder.access_token(token),
            Self::Credentials { id, secret } => {
                builder.credentials(ClientCredentials::new(id, secret))
            }
        }
    }
}

pub(super) struct Source {
    /// The client for public documents, without credentials.
    public: Client,
    /// The client for other documents.
    private: Client,
    /// The folder of earlier downloads and their entity tags.
    cache: PathBuf,
}

impl Source {
    pub(super) fn of_region(region: &str, login: Option<Login>, target: &Path) -> Result<Self> {
        let region: Region = region.parse()?;
        Self::with(&|| Client::builder().region(region), login, target)
    }

    /// A source with this base URL.
    ///
    /// # Errors
    /// If the URL is neither https nor of this machine, because the definition becomes code that
    /// others run, or if it contains credentials, which would get into messages and files.
    pub(super) fn at(url: &str, login: Option<Login>, target: &Path) -> Result<Self> {
        if let Err(error) = remote::check(url) {
            bail!("{}; {}", error.message, error.help);
        }
        Self::with(&|| Client::builder().host(url), login, target)
    }

    fn with(
        builder: &dyn Fn() -> ClientBuilder,
        login: Option<Login>,
        target: &Path,
    ) -> Result<Self> {
        let private = match login {
            Some(login) => login.add(builder()),
            None => builder(),
        };
        Ok(Self {
            public: builder().timeout(SILENCE).build()?,
            private: private.timeout(SILENCE).build()?,
            cache: target.join("fetch"),
        })
    }

    fn client(&self, document: Document) -> &Client {
        match document {
            Document::Definition | Document::Preview => &self.public,
            Document::Topics => &self.private,
        }
    }

    /// The URL of a document.
    pub(super) fn url(&self, document: Document) -> String {
        format!("{}{}", self.public.base_url(), document.operation().path)
    }

    /// Downloads a document, or returns the cached one if it has not changed.
    pub(super) fn get(&self, document: Document) -> Result<Value> {
        let url = self.url(document);
        let end = Instant::now() + TIME;
        let mut tries = 0;
        let bytes = loop {
            tries += 1;
            match self.bytes(document, end) {
                Ok(bytes) => break bytes,
                // The client's retry policy has been applied. An interrupted body is requested
                // again.
                Err(error) if tries < TRIES && breaks_off(&error) && Instant::now() < end => {
                    println!("{error:#}; retrying");
                }
                Err(error) => return Err(error.context(url)),
            }
        };
        let value = load::load_bytes(&bytes, &url);
        value.map_err(|problem| anyhow::anyhow!("{problem}"))
    }

    /// The release number of the API, if the service reports it. It is used only in release notes,
    /// so errors are ignored.
    pub(super) fn api_version(&self) -> Option<u64> {
        let call = Call::new(
            self.public.clone(),
            Request::new(&HEALTH),
            decode::json::<Value>,
        );
        let health = call.send_blocking().ok()?;
        release_number(&health)
    }

    fn bytes(&self, document: Document, end: Instant) -> Result<Vec<u8>> {
        let place = self.cache.join(self.cache_name(document));
        let tag = place.with_extension("etag");
        let known = fs::read(&place).ok().zip(fs::read_to_string(&tag).ok());
        let mut call = Call::new(
            self.client(document).clone(),
            document.request(),
            decode::bytes,
        );
        if let Some((_, tag)) = &known {
            call = call.header("If-None-Match", tag);
        }
        let download = match (call.download().send_blocking(), known) {
            (Err(error), Some((bytes, _))) if error.status() == Some(304) => {
                println!("{}: not modified", document.operation().name);
                return Ok(bytes);
            }
            (result, _) => result?,
        };
        let new_tag = download.headers().get("etag").map(str::to_owned);
        let bytes = whole(download, end).send_blocking()?;
        if bytes.len() as u64 > load::MAX_BYTES {
            bail!("the document has more than {} bytes", load::MAX_BYTES);
        }
        if Instant::now() > end {
            bail!("the download timed out after {TIME:?}");
        }
        println!("{}: {} bytes", document.operation().name, bytes.len());
        // Errors are ignored: without a cache, the next run downloads the document again.
        let _ = fs::remove_file(&tag);
        if let Some(new_tag) = new_tag {
            let kept = fs::create_dir_all(&self.cache).and_then(|()| fs::write(&place, &bytes));
            let _ = kept.and_then(|()| fs::write(&tag, new_tag));
        }
        Ok(bytes)
    }

    /// The name of a document in the cache, which contains the host.
    fn cache_name(&self, document: Document) -> String {
        let host = self.public.base_url();
        let host: String = host
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
            .collect();
        format!("{host}-{}.json", document.operation().name)
    }
}

/// Reads the body, up to one chunk more than the limit, which the caller checks.
async fn whole(mut download: Download, end: Instant) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    while let Some(chunk) = download.chunk().await? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() as u64 > load::MAX_BYTES || Instant::now() > end {
            break;
        }
    }
    Ok(bytes)
}

fn breaks_off(error: &anyhow::Error) -> bool {
    let error = error.downcast_ref::<Error>();
    error.is_some_and(|error| error.is_transport() && !error.is_connect())
}

/// Keys of the build number in a health check, letters only. This is not documented; the
/// vendor's own tool removes all other characters from the keys.
const NUMBER_KEYS: [&str; 4] = ["buildnumber", "apiversion", "build", "version"];

/// The build number in a health check, which is a number or a string.
fn release_number(health: &Value) -> Option<u64> {
    let entries = health.as_object()?;
    NUMBER_KEYS.iter().find_map(|wanted| {
        let is_wanted = |key: &&String| {
            let letters = key.chars().filter(char::is_ascii_alphanumeric);
            letters.map(|c| c.to_ascii_lowercase()).eq(wanted.chars())
        };
        let key = entries.keys().find(is_wanted)?;
        let text = entries[key].as_str().and_then(|text| text.parse().ok());
        entries[key].as_u64().or(text)
    })
}
