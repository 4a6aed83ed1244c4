//! The same call, by the SDK and by reqwest alone.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use purecloud_platform_client_v2::request::Method;
use purecloud_platform_client_v2::transport::Transport;
use purecloud_platform_client_v2::{Client, models};
use reqwest::header::{ACCEPT, AUTHORIZATION, USER_AGENT};
use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls_platform_verifier::BuilderVerifierExt;

use crate::derived;

const ID: &str = "7c1b9d2e-3b0f-4d2a-9a55-000000000001";
const TOKEN: &str = "a-token-as-long-as-those-that-the-service-gives-out-to-its-clients-0123456789";

/// A caller that uses the SDK.
#[derive(Debug, Clone)]
pub struct Sdk(Client);

/// A caller that uses reqwest and models with derives, with the same settings and headers.
#[derive(Debug, Clone)]
pub struct Bare {
    client: reqwest::Client,
    base: String,
}

impl Sdk {
    /// A caller of a server.
    ///
    /// # Errors
    /// If the client cannot be set up.
    pub fn new(server: SocketAddr) -> Result<Self> {
        let client = Client::builder().host(format!("http://{server}"));
        Ok(Self(client.access_token(TOKEN).build()?))
    }

    /// A caller through a transport of its own.
    ///
    /// # Errors
    /// If the client cannot be set up.
    pub fn through(transport: impl Transport) -> Result<Self> {
        let client = Client::builder().host("http://localhost");
        let client = client.transport(transport).access_token(TOKEN);
        Ok(Self(client.build()?))
    }

    /// Reads a user.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn call(&self) -> Result<models::User> {
        Ok(self.0.users().get_user(ID).send().await?)
    }

    /// Sends bytes, once.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn upload(&self, body: Vec<u8>) -> Result<models::User> {
        let call = self.0.raw(Method::Post, "/api/v2/uploads");
        let call = call.bytes("application/octet-stream", body);
        Ok(call.send().await?)
    }
}

impl Bare {
    /// A caller of a server.
    ///
    /// # Errors
    /// If the client cannot be set up.
    pub fn new(server: SocketAddr) -> Result<Self> {
        let provider = Arc::new(ring::default_provider());
        let tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_platform_verifier()?
            .with_no_client_auth();
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .build()?;
        let base = format!("http://{server}");
        Ok(Self { client, base })
    }

    /// Reads a user.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn call(&self) -> Result<derived::User> {
        let response = self
            .client
            .get(format!("{}/api/v2/users/{ID}", self.base))
            .header(USER_AGENT, "purecloud-platform-client-v2/0.1.0")
            .header("purecloud-sdk", "0.1.0")
            .header(ACCEPT, "application/json")
            .header(AUTHORIZATION, format!("Bearer {TOKEN}"))
            .timeout(Duration::from_secs(16))
            .send()
            .await?
            .error_for_status()?;
        Ok(serde_json::from_slice(&response.bytes().await?)?)
    }
}
