//! A browser without a window, driven through the protocol that its own developer tools speak.

use std::env;
use std::fs;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use tempfile::TempDir;
use tungstenite::{Message, WebSocket};

/// What browsers of the family that speaks the protocol are called.
const PROGRAMS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// How long anything may take: a busy machine starts a browser in ten seconds.
const LIMIT: Duration = Duration::from_secs(60);

/// The time between two looks at a page.
const PAUSE: Duration = Duration::from_millis(50);

/// A browser with one page, which ends when it is dropped.
pub(super) struct Browser {
    process: Child,
    socket: WebSocket<TcpStream>,
    /// The number of the last command.
    last: u64,
    /// The page, once there is one.
    session: Option<String>,
    /// Settings and cache, which nobody else uses.
    _profile: TempDir,
}

impl Browser {
    /// The first browser on the search path.
    pub(super) fn find() -> Option<PathBuf> {
        let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH")?).collect();
        let programs = PROGRAMS
            .iter()
            .flat_map(|name| folders.iter().map(move |it| it.join(name)));
        programs.into_iter().find(|program| program.is_file())
    }

    /// Starts a browser with an empty page.
    ///
    /// # Errors
    /// If it cannot be started, or does not answer in a minute.
    pub(super) fn start(program: &Path) -> Result<Self> {
        let profile = tempfile::tempdir()?;
        let mut command = Command::new(program);
        // It is shown nothing but our own pages, and its sandbox does not work for root.
        command.args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
        ]);
        // Containers have little memory that processes may share.
        command.args(["--disable-dev-shm-usage", "--remote-debugging-port=0"]);
        command.arg(format!("--user-data-dir={}", profile.path().display()));
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut process = command
            .spawn()
            .with_context(|| program.display().to_string())?;
        let socket = match connect(profile.path()) {
            Ok(socket) => socket,
            Err(error) => {
                let _ = process.kill();
                let _ = process.wait();
                return Err(error.context(program.display().to_string()));
            }
        };
        let mut browser = Self {
            process,
            socket,
            last: 0,
            session: None,
            _profile: profile,
        };
        let target = browser.command("Target.createTarget", json!({"url": "about:blank"}))?;
        let attach = json!({"targetId": target["targetId"], "flatten": true});
        let attached = browser.command("Target.attachToTarget", attach)?;
        browser.session = attached["sessionId"].as_str().map(str::to_owned);
        Ok(browser)
    }

    /// Goes to an address.
    ///
    /// # Errors
    /// If the browser does not answer.
    pub(super) fn open(&mut self, address: &str) -> Result<()> {
        let navigated = self.command("Page.navigate", json!({"url": address}))?;
        match navigated["errorText"].as_str() {
            Some(problem) => bail!("{address}: {problem}"),
            None => Ok(()),
        }
    }

    /// Makes the page as wide as a window of that many pixels.
    ///
    /// # Errors
    /// If the browser does not answer.
    pub(super) fn set_width(&mut self, width: u32) -> Result<()> {
        let size = json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false});
        self.command("Emulation.setDeviceMetricsOverride", size)?;
        Ok(())
    }

    /// Types a string into the focused element.
    ///
    /// # Errors
    /// If the browser does not answer.
    pub(super) fn enter(&mut self, text: &str) -> Result<()> {
        self.command("Input.insertText", json!({"text": text}))?;
        Ok(())
    }

    /// What an expression of JavaScript is on the page; null when it cannot be told.
    ///
    /// # Errors
    /// If the browser does not answer.
    pub(super) fn evaluate(&mut self, expression: &str) -> Result<Value> {
        let asked = json!({"expression": expression, "returnByValue": true, "userGesture": true});
        let mut answer = self.command("Runtime.evaluate", asked)?;
        Ok(answer["result"]["value"].take())
    }

    /// Waits until an expression of JavaScript is true on the page, which may be on its way.
    ///
    /// # Errors
    /// If it is not within a minute, or the browser does not answer.
    pub(super) fn wait(&mut self, expression: &str) -> Result<()> {
        let start = Instant::now();
        while self.evaluate(expression)? != Value::Bool(true) {
            if start.elapsed() > LIMIT {
                let place = self.evaluate("location.href")?;
                bail!(
                    "after {} s, this is not true on {place}: {expression}",
                    LIMIT.as_secs()
                );
            }
            thread::sleep(PAUSE);
        }
        Ok(())
    }

    /// Gives a command and waits for its result. A command that the page cannot follow, for example
    /// because it is being left, has the result null.
    fn command(&mut self, method: &str, params: Value) -> Result<Value> {
        self.last += 1;
        let mut command = json!({"id": self.last, "method": method, "params": params});
        if let Some(session) = &self.session {
            command["sessionId"] = json!(session);
        }
        self.socket
            .send(Message::text(command.to_string()))
            .context("the browser exited")?;
        loop {
            // Everything else is events, which nobody waits for.
            let message = self
                .socket
                .read()
                .with_context(|| format!("{method} in the browser"))?;
            let Message::Text(text) = message else {
                continue;
            };
            let mut answer: Value = serde_json::from_str(&text)?;
            if answer["id"] == self.last {
                return Ok(answer["result"].take());
            }
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.session = None;
        // Asked to end, it takes its other processes with it.
        let _ = self.command("Browser.close", json!({}));
        let start = Instant::now();
        while matches!(self.process.try_wait(), Ok(None)) {
            if start.elapsed() > LIMIT {
                let _ = self.process.kill();
            }
            thread::sleep(PAUSE);
        }
    }
}

/// Connects to the browser that uses a profile: it writes down there where it listens.
fn connect(profile: &Path) -> Result<WebSocket<TcpStream>> {
    let file = profile.join("DevToolsActivePort");
    let start = Instant::now();
    let (port, path) = loop {
        let text = fs::read_to_string(&file).unwrap_or_default();
        if let Some((port, path)) = text.split_once('\n')
            && !path.is_empty()
        {
            break (port.to_owned(), path.trim().to_owned());
        }
        if start.elapsed() > LIMIT {
            bail!("the browser did not start within {} s", LIMIT.as_secs());
        }
        thread::sleep(PAUSE);
    };
    let address = format!("127.0.0.1:{port}");
    let stream = TcpStream::connect(&address).with_context(|| address.clone())?;
    stream.set_read_timeout(Some(LIMIT))?;
    let (socket, _) = tungstenite::client(format!("ws://{address}{path}"), stream)
        .map_err(|error| anyhow::anyhow!("the browser refused the connection: {error}"))?;
    Ok(socket)
}
