//! A headless browser, controlled with the Chrome DevTools Protocol.

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

/// The names of browsers that support the protocol.
const PROGRAMS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// The time limit of each operation. A busy machine starts a browser in ten seconds.
const LIMIT: Duration = Duration::from_secs(60);

/// The interval of polling a page.
const PAUSE: Duration = Duration::from_millis(50);

/// A browser with one page. Dropping it ends the process.
pub(super) struct Browser {
    process: Child,
    socket: WebSocket<TcpStream>,
    /// The id of the last command.
    last: u64,
    /// The session of the page, once it is open.
    session: Option<String>,
    /// A temporary profile.
    _profile: TempDir,
}

impl Browser {
    /// The first browser in `PATH`.
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
    /// If it cannot be started, or does not respond within a minute.
    pub(super) fn start(program: &Path) -> Result<Self> {
        let profile = tempfile::tempdir()?;
        let mut command = Command::new(program);
        // It opens only our own pages, and the sandbox does not work as root.
        command.args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
        ]);
        // Containers have little shared memory.
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

    /// Opens a URL.
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

    /// Sets the width of the viewport, in pixels.
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

    /// Evaluates a JavaScript expression on the page; `null` if it fails.
    ///
    /// # Errors
    /// If the browser does not answer.
    pub(super) fn evaluate(&mut self, expression: &str) -> Result<Value> {
        let asked = json!({"expression": expression, "returnByValue": true, "userGesture": true});
        let mut answer = self.command("Runtime.evaluate", asked)?;
        Ok(answer["result"]["value"].take())
    }

    /// Waits until a JavaScript expression is true on the page, which may still be loading.
    ///
    /// # Errors
    /// If it is not true within a minute, or the browser does not respond.
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

    /// Sends a command and waits for its result. The result is `null` if the page cannot execute
    /// it, for example during navigation.
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
            // All other messages are events, which are ignored.
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
        // `Browser.close` also ends its child processes.
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

/// Connects to the browser of a profile, in which it writes its port.
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
