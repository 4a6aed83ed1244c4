// features: client, outbound
//! Sends a file of contacts to the address that the service hands out for it, as a form.
//!
//! ```text
//! cargo run --example import_contacts --features outbound -- CONTACT_LIST_ID contacts.csv
//! ```
//!
//! The environment variables are those of `first_call.rs`.

mod connect;

use std::env;
use std::path::Path;

use purecloud_platform_client_v2::models::ContactListUploadUrlRequest;
use purecloud_platform_client_v2::transfer::Multipart;
use purecloud_platform_client_v2::{Client, Upload};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [list, file] = arguments.as_slice() else {
        return Err("usage: import_contacts CONTACT_LIST_ID FILE".into());
    };
    let key = import(&connect::client()?, list, file.as_ref()).await?;
    println!("{file} is sent as {key}.");
    Ok(())
}

/// Gives back what the upload is called.
pub async fn import(
    client: &Client,
    list_id: &str,
    path: &Path,
) -> Result<String, Box<dyn std::error::Error>> {
    let wanted = ContactListUploadUrlRequest::new("text/csv").id(list_id);
    let call = client.outbound().post_outbound_contactlists_uploads(wanted);
    let place = call.send().await?;
    let url = place.url.ok_or("the service gave no address")?;
    let file = Upload::from_file(path)?.content_type("text/csv");
    let form = Multipart::new()
        .text("id", list_id)
        .text("contact-id-name", "id")
        .text("fileType", "contactlist")
        .file("file", file);
    let transfer = client.transfer().post(url).multipart(form);
    let transfer = transfer.headers(place.headers.unwrap_or_default());
    transfer.send().await?;
    Ok(place.upload_key.unwrap_or_default())
}
