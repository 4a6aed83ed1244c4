//! Sends transfers, with all settings of the client except those that identify the caller.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;

use super::download::Download;
use super::form::Multipart;
use super::part::Part;
use super::progress::{OnProgress, Progress};
use super::resume::{DownloadSource, Opened};
use crate::definition::SECURITY;
use crate::runtime::attempt::retry::RetryPolicy;
use crate::runtime::client::Client;
use crate::runtime::error::Error;
use crate::runtime::http::body::Body;
use crate::runtime::http::headers::Headers;
use crate::runtime::http::method::Method;
use crate::runtime::http::redact;
use crate::runtime::http::response::RawResponse;
use crate::runtime::http::transport::HttpRequest;
use crate::runtime::request::form::Form;
use crate::runtime::send::job::Job;
use crate::runtime::send::repeat::repeat;
use crate::runtime::send::wire::Received;
use crate::runtime::service::operation::{Operation, Permissions};

const NO_URL: &str = "the URL of a transfer is not an absolute URL with the scheme https or http: pass \
     it as the service returned it";

static GET: Operation = operation(Method::Get);
static POST: Operation = operation(Method::Post);
static PUT: Operation = operation(Method::Put);

/// The operation of transfers, for hooks and errors.
const fn operation(method: Method) -> Operation {
    Operation {
        name: "transfer",
        method,
        path: "(transfer)",
        accept: "*/*",
        permissions: Permissions::None,
    }
}

/// Transfers of a client to and from presigned URLs: see [`Client::transfer`].
#[derive(Clone, Debug)]
pub struct Transfers {
    client: Client,
}

impl Client {
    /// Transfers to and from presigned URLs of storage services, such as those for uploads
    /// and recordings.
    ///
    /// They use the proxy, certificates, time limit, retry policy and hooks of the client. They do
    /// not send its access token, credentials and default headers, except for `User-Agent`.
    /// Redirects are not followed.
    ///
    /// ```no_run
    /// use purecloud_platform_client_v2::{Client, Error};
    /// use purecloud_platform_client_v2::transport::Body;
    ///
    /// # async fn example(client: Client, url: String, headers: Vec<(String, String)>)
    /// # -> Result<(), Box<dyn std::error::Error>> {
    /// let prompt = Body::from_file("hello.wav")?;
    /// client.transfer().put(&url).headers(headers).body(prompt).send().await?;
    /// client.transfer().get(&url).download().await?.save("copy.wav").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn transfer(&self) -> Transfers {
        Transfers {
            client: self.clone(),
        }
    }
}

impl Transfers {
    /// Prepares a `GET` of an absolute URL.
    pub fn get(&self, url: impl Into<String>) -> Transfer {
        self.of(&GET, url.into())
    }

    /// Prepares a `POST` to an absolute URL. As any `POST`, it is retried only if the server
    /// has not processed it.
    pub fn post(&self, url: impl Into<String>) -> Transfer {
        self.of(&POST, url.into())
    }

    /// Prepares a `PUT` to an absolute URL.
    pub fn put(&self, url: impl Into<String>) -> Transfer {
        self.of(&PUT, url.into())
    }

    fn of(&self, operation: &'static Operation, url: String) -> Transfer {
        Transfer {
            client: self.client.clone(),
            operation,
            url,
            headers: Headers::new(),
            content: Content::None,
            timeout: None,
            policy: None,
            progress: None,
            has_credentials: false,
        }
    }
}

/// A transfer that is ready to be sent. Nothing is sent before `send` or `download`.
#[derive(Clone)]
#[must_use = "nothing is sent before `.send()` or `.download()`"]
pub struct Transfer {
    client: Client,
    operation: &'static Operation,
    url: String,
    headers: Headers,
    content: Content,
    timeout: Option<Duration>,
    policy: Option<RetryPolicy>,
    progress: Option<OnProgress>,
    has_credentials: bool,
}

#[derive(Clone)]
enum Content {
    None,
    Body(Body),
    Form(Form),
}

impl Transfer {
    /// Sets a header.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.set(name, value);
        self
    }

    /// Sets headers, such as those that the service returned with the URL. `Content-Length` is
    /// ignored, because it follows from the body.
    pub fn headers<N: Into<String>, V: Into<String>>(
        mut self,
        headers: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        for (name, value) in headers {
            self.headers.set(name, value);
        }
        self
    }

    /// Sets the body: bytes, a file, a stream or a reader. If the URL requires a media type, set the
    /// header `Content-Type`.
    pub fn body(mut self, body: impl Into<Body>) -> Self {
        self.content = Content::Body(body.into());
        self
    }

    /// Sets the body to a form, and `Content-Type`.
    pub fn multipart(mut self, form: Multipart) -> Self {
        self.content = Content::Form(form.form);
        self
    }

    /// Sets the time limit of each chunk that is sent or received, and of the wait for the
    /// response, in place of the client's limit.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets the retry policy, in place of the client's.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.policy = Some(policy);
        self
    }

    /// Sets a function that is called after each chunk that is sent or downloaded. It should
    /// return quickly.
    pub fn on_progress(mut self, report: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.progress = Some(Arc::new(report));
        self
    }

    /// Sends the access token, credentials and default headers of the client. This is an error
    /// unless the URL has the origin of the client's API.
    pub fn with_credentials(mut self) -> Self {
        self.has_credentials = true;
        self
    }

    /// Sends the transfer and returns the raw response.
    ///
    /// # Errors
    /// If the URL or a header is invalid, the body cannot be read, there is no response, or the
    /// status is not 200 to 299; the error then has up to 64 KiB of the body.
    pub async fn send(self) -> Result<RawResponse, Error> {
        let job = self.job(None, false)?;
        Ok(self.exchange(job).await?.raw)
    }

    /// Sends the transfer, and returns the response before its body.
    ///
    /// # Errors
    /// As for [`send`](Self::send). [`Download`] reports an interrupted body.
    pub async fn download(self) -> Result<Download, Error> {
        let job = self.job(None, true)?;
        let is_repeatable = self.operation == &GET && !self.headers.contains("range");
        let mut source = DownloadSource {
            wire: Arc::clone(&self.client.inner.wire),
            operation: self.operation,
            url: job.http.url.clone(),
            origin: Some(origin(&self.url)),
            policy: job.policy.clone(),
            open: None,
        };
        let opened = self.opened(job).await?;
        let progress = self.progress.clone();
        if is_repeatable {
            source.open = Some(Box::new(move |part| {
                let transfer = self.clone();
                Box::pin(async move {
                    let job = transfer.job(part.as_ref(), true)?;
                    transfer.opened(job).await
                })
            }));
        }
        Ok(Download::new(source, opened, progress))
    }

    async fn opened(&self, job: Job) -> Result<Opened, Error> {
        let received = self.exchange(job).await?;
        match received.rest {
            Some(rest) => Ok((received.raw, rest)),
            None => Err(self.error(Error::status_of(self.operation, received.raw, false))),
        }
    }

    async fn exchange(&self, job: Job) -> Result<Received, Error> {
        let client = &*self.client.inner;
        let account = self.has_credentials.then(|| client.account(SECURITY));
        let sent = repeat(&client.wire, account, &job).await;
        match sent.map_err(|error| self.error(error))? {
            received if received.raw.status() < 300 => Ok(received),
            redirect => Err(self.error(Error::status_of(self.operation, redirect.raw, false))),
        }
    }

    /// The request, for a range or for the whole.
    fn job(&self, part: Option<&Part>, is_streamed: bool) -> Result<Job, Error> {
        let live = self.client.inner.wire.live();
        let url = self.checked_url()?;
        let mut headers = self.default_headers();
        let body = self.body_of(&mut headers)?;
        if let Some(part) = part {
            part.ask(&mut headers);
        }
        if let Some(problem) = headers.problem() {
            return Err(self.refused(&problem));
        }
        let authorization = headers.get("authorization").map(str::to_owned);
        headers.remove("authorization");
        Ok(Job {
            operation: self.operation,
            http: HttpRequest {
                method: self.operation.method,
                operation: None,
                url,
                headers,
                body,
                timeout: self.timeout.or(live.timeout),
                max_response_size: None,
            },
            authorization,
            policy: self.policy.as_ref().unwrap_or(&live.retry).clone(),
            is_idempotent: self.operation.method.is_idempotent(),
            is_streamed,
            security: &[],
        })
    }

    fn checked_url(&self) -> Result<String, Error> {
        let url = Url::parse(&self.url).ok();
        let mut url = url
            .filter(|url| matches!(url.scheme(), "https" | "http"))
            .ok_or_else(|| self.refused(NO_URL))?;
        let api = self.client.base_url();
        let is_at_home = Url::parse(api).is_ok_and(|api| api.origin() == url.origin());
        if self.has_credentials && !is_at_home {
            let api = origin(api);
            return Err(self.refused(&format!(
                "with_credentials sends the credentials of the client, which are only for {api}: remove it"
            )));
        }
        url.set_fragment(None);
        Ok(url.into())
    }

    /// The headers without those of the body.
    fn default_headers(&self) -> Headers {
        let of_client = &self.client.inner.wire.headers;
        let mut headers = match self.has_credentials {
            true => of_client.clone(),
            false => Headers::new(),
        };
        headers.set(
            "user-agent",
            of_client.get("user-agent").unwrap_or_default(),
        );
        headers.set("accept", self.operation.accept);
        for (name, value) in self.headers.iter() {
            headers.set(name, value);
        }
        // Both follow from the body.
        headers.remove("content-length");
        headers.remove("transfer-encoding");
        headers
    }

    /// The body, with the media type of a form among the headers.
    fn body_of(&self, headers: &mut Headers) -> Result<Option<Body>, Error> {
        let body = match &self.content {
            Content::None => return Ok(None),
            Content::Body(body) => body.clone(),
            Content::Form(form) => {
                let encoded = form.clone().encode();
                let (media_type, body) = encoded.map_err(|problem| self.refused(&problem))?;
                headers.set("content-type", media_type);
                body
            }
        };
        // A counted body is sent in chunks, so that the time limit applies to each of
        // them.
        let (report, total) = (self.progress.clone(), body.content_length());
        Ok(Some(body.counted(move |sent| {
            if let Some(report) = &report {
                report(Progress::of_upload(sent, total));
            }
        })))
    }

    fn refused(&self, problem: &str) -> Error {
        self.error(Error::encode(self.operation, problem.to_owned()))
    }

    fn error(&self, error: Error) -> Error {
        error.of_transfer(&origin(&self.url))
    }
}

/// The origin of a URL, for messages.
fn origin(url: &str) -> String {
    match Url::parse(url) {
        Ok(url) => url.origin().ascii_serialization(),
        Err(_) => "(transfer)".to_owned(),
    }
}

impl IntoFuture for Transfer {
    type Output = Result<RawResponse, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// Without the query, which may have a signature, and without the body.
impl fmt::Debug for Transfer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transfer")
            .field("method", &self.operation.method)
            .field("url", &redact::url(&self.url))
            .field("headers", &self.headers)
            .finish_non_exhaustive()
    }
}
