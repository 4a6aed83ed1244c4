//! A notification service for tests: calls for channels, and sockets that follow
//! a script.

use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use sdk_runtime::runtime::notifications::{Notifications, NotificationsBuilder};
use sdk_runtime::runtime::{Client, ClientBuilder, RetryPolicy};
use tokio_tungstenite::tungstenite::{self, Message, WebSocket};

use crate::support::{Answer, Seen, Server};

/// How long a test waits before it is taken to hang.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) const CREATE: &str = "POST /api/v2/notifications/channels";

/// The life of a channel, in milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1000;

pub(crate) struct Service {
    rest: Server,
    /// What happened, in order: calls with their topics, and sockets.
    log: Log,
}

#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    pub(crate) fn note(&self, line: impl Into<String>) {
        self.0.lock().unwrap().push(line.into());
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    /// Waits until a line is there.
    pub(crate) fn wait_for(&self, line: &str) {
        let end = std::time::Instant::now() + PATIENCE;
        while !self.lines().iter().any(|known| known == line) {
            assert!(std::time::Instant::now() < end, "{line} did not happen");
            thread::sleep(Duration::from_millis(2));
        }
    }
}

/// One socket of the service.
pub(crate) struct Socket {
    inner: WebSocket<TcpStream>,
    log: Log,
    name: String,
}

impl Socket {
    pub(crate) fn say(&mut self, text: &str) {
        // The client may be gone, which some tests are about.
        let _ = self.inner.send(Message::text(text));
    }

    /// An event whose body has this number.
    pub(crate) fn event(&mut self, topic: &str, number: u32) {
        self.say(&event(topic, number));
    }

    pub(crate) fn heartbeat(&mut self) {
        self.say(
            r#"{"topicName":"channel.metadata","eventBody":{"message":"WebSocket Heartbeat"}}"#,
        );
    }

    pub(crate) fn announce_close(&mut self) {
        self.say(r#"{"topicName":"v2.system.socket_closing","eventBody":{"message":"soon"}}"#);
    }

    /// The next text of the client, or nothing if it closes the socket.
    pub(crate) fn hear(&mut self) -> Option<String> {
        loop {
            match self.inner.read() {
                Ok(Message::Text(text)) => return Some(text.as_str().to_owned()),
                Ok(Message::Close(_)) => {
                    self.log.note(format!("{} was told of the end", self.name))
                }
                Ok(_) => {}
                Err(_) => return None,
            }
        }
    }

    /// Reads until the client closes the socket.
    pub(crate) fn hold(&mut self) {
        while self.hear().is_some() {}
        self.log.note(format!("{} ended", self.name));
    }

    pub(crate) fn note(&self, line: &str) {
        self.log.note(line);
    }

    pub(crate) fn wait_for(&self, line: &str) {
        self.log.wait_for(line);
    }

    /// Closes as a server does.
    pub(crate) fn close(mut self) {
        let _ = self.inner.close(None);
        while self.inner.read().is_ok() {}
        self.log.note(format!("{} was closed", self.name));
    }

    /// Closes with a reason.
    pub(crate) fn close_with(mut self, reason: &str) {
        let code = tungstenite::protocol::frame::coding::CloseCode::Normal;
        let reason = reason.to_owned().into();
        let _ = self
            .inner
            .close(Some(tungstenite::protocol::CloseFrame { code, reason }));
        while self.inner.read().is_ok() {}
    }

    /// Ends the connection in the middle of a message.
    pub(crate) fn break_off(mut self) {
        use std::io::Write;
        let half = [0x81, 0x20, b'{', b'"', b't'];
        let _ = self.inner.get_mut().write_all(&half);
    }
}

pub(crate) fn event(topic: &str, number: u32) -> String {
    format!(
        r#"{{"topicName":"{topic}","version":"2","eventBody":{{"number":{number}}},"metadata":{{"CorrelationId":"c-{number}"}}}}"#
    )
}

impl Service {
    /// A service whose sockets follow a script; it is given the number of the
    /// socket.
    pub(crate) fn start(script: impl Fn(usize, Socket) + Send + Sync + 'static) -> Self {
        Self::answering(script, |_, _| None)
    }

    /// The same, with answers of its own to some calls; they are given how often
    /// it was called like this before.
    pub(crate) fn answering(
        script: impl Fn(usize, Socket) + Send + Sync + 'static,
        answer: impl Fn(&Seen, usize) -> Option<Answer> + Send + Sync + 'static,
    ) -> Self {
        Self::with(script, answer, DAY)
    }

    /// A service whose first channel lives for so many milliseconds.
    pub(crate) fn expiring(
        life: i64,
        script: impl Fn(usize, Socket) + Send + Sync + 'static,
    ) -> Self {
        Self::with(script, |_, _| None, life)
    }

    fn with(
        script: impl Fn(usize, Socket) + Send + Sync + 'static,
        answer: impl Fn(&Seen, usize) -> Option<Answer> + Send + Sync + 'static,
        first_life: i64,
    ) -> Self {
        let log = Log::default();
        let address = sockets(log.clone(), Arc::new(script));
        let calls = log.clone();
        let asked = Mutex::new(Vec::<String>::new());
        let rest = Server::answering(move |seen, _| {
            let mut asked = asked.lock().unwrap();
            let number = asked.iter().filter(|known| **known == seen.target).count();
            asked.push(seen.target.clone());
            calls.note(line(seen));
            answer(seen, number).unwrap_or_else(|| match seen.target.as_str() {
                CREATE if number == 0 => made(1, &address, first_life),
                CREATE => made(number + 1, &address, DAY),
                _ => Answer::new(200, "{}"),
            })
        });
        Self { rest, log }
    }

    pub(crate) fn log(&self) -> Log {
        self.log.clone()
    }

    /// The calls so far, and the sockets that were opened.
    pub(crate) fn lines(&self) -> Vec<String> {
        let lines = self.log.lines().into_iter();
        lines
            .filter(|line| !line.starts_with("socket") || line.ends_with("opened"))
            .collect()
    }

    pub(crate) fn client(&self) -> ClientBuilder {
        let delay = Duration::from_millis(5);
        Client::builder()
            .host(&self.rest.url)
            .login_url(&self.rest.url)
            .access_token("t0")
            .retry(RetryPolicy::new().delays(delay, delay).max_retries(2))
    }

    /// A stream of the topics `v2.a` and `v2.b` that loses no time.
    pub(crate) fn stream(&self) -> NotificationsBuilder {
        let client = self.client().build().unwrap();
        Notifications::builder(&client)
            .topics(["v2.a", "v2.b"])
            .reconnect(quick())
    }
}

/// A policy for reconnecting that loses no time.
pub(crate) fn quick() -> RetryPolicy {
    let delay = Duration::from_millis(5);
    RetryPolicy::new().delays(delay, delay).max_retries(1000)
}

fn sockets(log: Log, script: Arc<dyn Fn(usize, Socket) + Send + Sync>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    thread::spawn(move || {
        for (number, stream) in listener.incoming().enumerate() {
            let (log, script) = (log.clone(), Arc::clone(&script));
            thread::spawn(move || {
                let name = format!("socket {number}");
                // Before the client can know that it is open, and go on.
                log.note(format!("{name} opened"));
                let Ok(inner) = tungstenite::accept(stream.unwrap()) else {
                    return;
                };
                script(number, Socket { inner, log, name });
            });
        }
    });
    address
}

/// A call as the log has it: `PUT c1 v2.a v2.b`.
fn line(seen: &Seen) -> String {
    let (method, path) = seen.target.split_once(' ').unwrap();
    let Some(rest) = path.strip_prefix("/api/v2/notifications/channels") else {
        return seen.target.clone();
    };
    let id = rest
        .trim_start_matches('/')
        .trim_end_matches("/subscriptions");
    let body: serde_json::Value = serde_json::from_slice(&seen.body).unwrap_or_default();
    let topics = body.as_array().into_iter().flatten();
    let topics: Vec<_> = topics.map(|topic| topic["id"].as_str().unwrap()).collect();
    format!("{method} {id} {}", topics.join(" "))
        .trim_end()
        .to_owned()
}

/// The answer with a new channel that lives for so many milliseconds.
fn made(number: usize, address: &str, life: i64) -> Answer {
    let expires = jiff::Timestamp::now() + jiff::SignedDuration::from_millis(life);
    let uri = format!("ws://{address}/channels/c{number}");
    Answer::new(
        200,
        format!(r#"{{"id":"c{number}","connectUri":"{uri}","expires":"{expires}"}}"#),
    )
}
