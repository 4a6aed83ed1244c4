// features: client, users
//! Stays logged in across restarts: the tokens of a login are kept in a file.
//!
//! ```text
//! export GENESYSCLOUD_REGION=eu-west-1
//! export GENESYSCLOUD_OAUTHCLIENT_ID=… GENESYSCLOUD_OAUTHCLIENT_SECRET=…
//! export REFRESH_TOKEN=…
//! cargo run --example login_refresh_token --features users -- FILE
//! ```
//!
//! The refresh token is that of an earlier login of a person. It is needed for the first start
//! alone: later ones go on with what is in the file. Any other grant can have a store as well.

mod connect;

use std::env;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use connect::setting;
use purecloud_platform_client_v2::auth::{RefreshToken, StoreFuture, Token, TokenStore};
use purecloud_platform_client_v2::{ClientBuilder, Error};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = env::args()
        .nth(1)
        .ok_or("usage: login_refresh_token FILE")?;
    let login = RefreshToken::new(
        setting("GENESYSCLOUD_OAUTHCLIENT_ID")?,
        setting("GENESYSCLOUD_OAUTHCLIENT_SECRET")?,
        setting("REFRESH_TOKEN")?,
    );
    let store = TokenFile(file.into());
    println!("{}", who_is_back(connect::place()?, login, store).await?);
    Ok(())
}

pub async fn who_is_back(
    place: ClientBuilder,
    login: RefreshToken,
    store: TokenFile,
) -> Result<String, Error> {
    let client = place.credentials(login).token_store(store).build()?;
    let me = client.users().get_users_me().send().await?;
    Ok(format!("Welcome back, {}.", me.name.unwrap_or_default()))
}

/// A file with the tokens of one login. It is as secret as a password.
pub struct TokenFile(pub PathBuf);

impl TokenFile {
    fn read(&self) -> io::Result<Option<Token>> {
        match fs::read(&self.0) {
            Ok(text) => Ok(Some(serde_json::from_slice(&text)?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Replaces the file as a whole, so that a crash leaves the old token or the new one.
    fn write(&self, token: &Token) -> io::Result<()> {
        let new = self.0.with_extension("new");
        let mut file = open_for_its_owner(&new)?;
        file.write_all(&serde_json::to_vec(token)?)?;
        file.sync_all()?;
        fs::rename(new, &self.0)
    }
}

/// A store tells of its failures itself: a call goes on without what it could not do.
impl TokenStore for TokenFile {
    fn load(self: Arc<Self>) -> StoreFuture<Option<Token>> {
        let token = self.read().unwrap_or_else(|error| {
            eprintln!("{}: {error}; logging in anew", self.0.display());
            None
        });
        Box::pin(async { token })
    }

    fn save(self: Arc<Self>, token: Token) -> StoreFuture<()> {
        if let Err(error) = self.write(&token) {
            eprintln!("{}: {error}; the login is not kept", self.0.display());
        }
        Box::pin(async {})
    }
}

fn open_for_its_owner(path: &PathBuf) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).write(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
