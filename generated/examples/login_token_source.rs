// features: client, users
//! Tokens from a place of one's own, here a program that prints one, such as that of a vault.
//!
//! ```text
//! export GENESYSCLOUD_REGION=eu-west-1
//! cargo run --example login_token_source --features users -- vault read -field=token genesys
//! ```

mod connect;

use std::env;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use purecloud_platform_client_v2::auth::{
    LoginClient, Token, TokenError, TokenFuture, TokenSource,
};
use purecloud_platform_client_v2::{ClientBuilder, Error};

/// Sooner than this, a token is asked for again only if the service refuses it.
const LIFE: Duration = Duration::from_secs(15 * 60);

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let command: Vec<_> = env::args().skip(1).collect();
    let source = TokenProgram { command };
    println!("{}", who_am_i(connect::place()?, source).await?);
    Ok(())
}

pub async fn who_am_i(place: ClientBuilder, source: TokenProgram) -> Result<String, Error> {
    let client = place.credentials(source).build()?;
    let me = client.users().get_users_me().send().await?;
    Ok(format!("You are {}.", me.name.unwrap_or_default()))
}

/// A program that prints an access token.
pub struct TokenProgram {
    pub command: Vec<String>,
}

impl TokenProgram {
    fn run(&self) -> Result<Token, TokenError> {
        let (program, arguments) = self.command.split_first().ok_or("no program is named")?;
        let output = Command::new(program).args(arguments).output()?;
        if !output.status.success() {
            // What it has written may be secret, and the error ends in logs.
            return Err(format!("{program}: {}", output.status).into());
        }
        let token = String::from_utf8(output.stdout).map_err(|_| "the token is not a text")?;
        Ok(Token::new(token).expires_in(LIFE))
    }
}

/// However many calls wait, the client asks once at a time.
impl TokenSource for TokenProgram {
    fn token(self: Arc<Self>, _: LoginClient, _: Option<Token>) -> TokenFuture {
        Box::pin(async move { tokio::task::spawn_blocking(move || self.run()).await? })
    }
}
