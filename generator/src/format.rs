//! Formatting: token streams to source text.
//!
//! Knows Rust's syntax and nothing of the project.

use proc_macro2::TokenStream;

/// A token stream as a formatted file.
///
/// # Errors
/// When the tokens are not a file of Rust; that is a defect of the emitter, and the message says
/// what the parser met.
pub fn format(tokens: TokenStream) -> Result<String, String> {
    let file = syn::parse2::<syn::File>(tokens).map_err(|error| error.to_string())?;
    Ok(prettyplease::unparse(&file))
}
