//! A file that is sent as a part of a form.
//!
//! ```text
//! export UPLOAD_HOST=http://localhost:8080
//! cargo run -p sdk-runtime --example upload -- FILE
//! ```
//!
//! It stands here and not among the examples of the SDK because no operation of the definitions that
//! the Platform API publishes takes a form. What is written out here is what the generator emits for
//! an operation that does, so that `upload` is how such a call looks to an application.

use std::env;

use sdk_runtime::runtime::{
    Call, Client, Error, Method, Operation, Permissions, Request, Upload, decode,
};

static POST_UPLOAD: Operation = Operation {
    name: "post_upload",
    method: Method::Post,
    path: "/api/v2/uploads/{folder}",
    accept: "application/json",
    permissions: Permissions::None,
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = env::args().nth(1).ok_or("usage: upload FILE")?;
    let host = env::var("UPLOAD_HOST").map_err(|_| "set the environment variable UPLOAD_HOST")?;
    let client = Client::builder().host(host).build()?;
    // The file is read as a whole, so that a call that is repeated sends the same again.
    let prompt = Upload::from_file(&path)?.content_type("audio/wav");
    upload(&client, prompt).await?;
    println!("{path} is sent.");
    Ok(())
}

/// What an application writes.
pub(crate) async fn upload(client: &Client, prompt: Upload) -> Result<(), Error> {
    post_upload(client, "prompts", "greeting", prompt)
        .send()
        .await
}

/// What the generator emits: required inputs are arguments.
fn post_upload(client: &Client, folder: &str, name: &str, file: Upload) -> Call<()> {
    let request = Request::new(&POST_UPLOAD)
        .path("folder", &folder)
        .form_body("multipart/form-data")
        .form("name", &name)
        .files("file", [file]);
    Call::new(client.clone(), request, decode::empty)
}
