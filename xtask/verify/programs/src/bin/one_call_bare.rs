//! The same program with reqwest, derives of serde, and the TLS that the SDK has.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls_platform_verifier::BuilderVerifierExt;
use serde::Deserialize;

#[derive(Deserialize)]
struct Me {
    name: Option<String>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_platform_verifier()?
        .with_no_client_auth();
    let client = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .build()?;
    let response = client
        .get("https://api.mypurecloud.ie/api/v2/users/me")
        .bearer_auth(std::env::var("GENESYSCLOUD_ACCESS_TOKEN")?)
        .send()
        .await?
        .error_for_status()?;
    let me: Me = serde_json::from_slice(&response.bytes().await?)?;
    println!("{}", me.name.unwrap_or_default());
    Ok(())
}
