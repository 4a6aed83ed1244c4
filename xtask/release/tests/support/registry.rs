//! A registry on this machine: a program of its own, which is installed when it is not there yet.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::proxy::Proxy;
use super::target;
use super::tools::Tool;

/// Its licence is another than ours: it is only ever run.
const TOOL: Tool = Tool {
    name: "cargo-http-registry",
    version: "0.1.8",
    how: &["--debug"],
};

/// The name by which cargo knows the registry.
pub(crate) const NAME: &str = "local";

/// What must never be seen.
pub(crate) const TOKEN: &str = "a-token-that-nobody-may-see";

/// The registry behind its proxy, both stopped and forgotten by cargo when it is dropped.
pub(crate) struct Registry {
    folder: TempDir,
    process: Child,
    /// Where things go wrong.
    pub(crate) proxy: Proxy,
    /// A name of its own, so that what cargo keeps of it is told from all else.
    host: String,
}

impl Registry {
    /// A registry without crates.
    pub(crate) fn start() -> Self {
        let folder = tempfile::Builder::new().prefix("xtask").tempdir().unwrap();
        let mut process = Command::new(program());
        // It notes each file there that cargo does not find.
        process.arg(folder.path()).stdout(Stdio::null());
        let process = process.spawn().unwrap();
        let address = address(folder.path());
        let proxy = Proxy::start(&address);
        let name = folder.path().file_name().unwrap().to_string_lossy();
        let host = format!("{}.localhost", name.to_lowercase());
        let url = format!("http://{host}:{}", proxy.port);
        let download = format!("{url}/api/v1/crates/{{crate}}/{{version}}/download");
        // Everything that cargo asks goes through the proxy.
        fs::write(
            folder.path().join("config.json"),
            json!({"dl": download, "api": url}).to_string(),
        )
        .unwrap();
        Self {
            folder,
            process,
            proxy,
            host,
        }
    }

    /// Tells cargo about the registry.
    pub(crate) fn configure(&self, command: &mut Command) {
        // The registry serves its folder there, which has the layout of a sparse index.
        let index = format!("sparse+http://{}:{}/crates/", self.host, self.proxy.port);
        command.env("CARGO_REGISTRIES_LOCAL_INDEX", index);
        command.env("CARGO_REGISTRIES_LOCAL_TOKEN", TOKEN);
        command.env("NO_PROXY", ".localhost");
    }

    /// The packed file of a version, if it is there.
    pub(crate) fn packed(&self, name: &str, version: &str) -> Option<Vec<u8>> {
        fs::read(self.folder.path().join(format!("{name}-{version}.crate"))).ok()
    }

    /// Marks all versions of a crate as yanked.
    pub(crate) fn yank(&self, name: &str) {
        let (first, second) = (&name[..2], &name[2..4]);
        let entry = self.folder.path().join(first).join(second).join(name);
        let text = fs::read_to_string(&entry).unwrap();
        let text = text.replace(r#""yanked":false"#, r#""yanked":true"#);
        fs::write(entry, text).unwrap();
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        for kind in ["index", "cache", "src"] {
            let folder = cargo_home().join("registry").join(kind);
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                if entry.file_name().to_string_lossy().starts_with(&self.host) {
                    let _ = fs::remove_dir_all(entry.path());
                }
            }
        }
    }
}

fn cargo_home() -> PathBuf {
    let home = || std::env::home_dir().unwrap().join(".cargo");
    std::env::var_os("CARGO_HOME").map_or_else(home, PathBuf::from)
}

/// The address that the registry wrote down. It is done with its folder when there is a link `index`.
fn address(folder: &Path) -> String {
    let start = Instant::now();
    while !folder.join("index").is_symlink() {
        assert!(start.elapsed() < Duration::from_secs(30), "no registry");
        thread::sleep(Duration::from_millis(20));
    }
    let config = fs::read(folder.join("config.json")).unwrap();
    let config: Value = serde_json::from_slice(&config).unwrap();
    let url = config["api"].as_str().unwrap();
    url.trim_start_matches("http://").to_owned()
}

/// The program, which takes minutes to install the first time.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let cargo = Command::new(env!("CARGO"));
        TOOL.install(cargo, target()).unwrap()
    })
}
