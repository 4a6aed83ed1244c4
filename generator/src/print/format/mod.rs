//! Formatting: token streams to source text.
//!
//! The text is that of `prettyplease`, which breaks lines by the width of tokens. Emitted code has
//! few shapes and many names, so a file is taken apart into pieces that stand on lines of their own
//! (`pieces`), and a piece whose shape was met before is the text of that time with other names
//! (`shape`). Knows Rust's syntax and nothing of the project.

mod pieces;
mod shape;

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use proc_macro2::TokenStream;

use pieces::{Frame, Part, Piece};
use shape::Template;

/// A text as a formatted file: one of a few, whose shape is not met again.
///
/// # Errors
/// When the text is not a file of Rust.
pub fn snippet(text: &str) -> Result<String, String> {
    let file = syn::parse_file(text).map_err(|error| format!("{error}: {text}"))?;
    Ok(prettyplease::unparse(&file))
}

/// Formats files, and remembers the shapes that it has met.
#[derive(Debug, Default)]
pub struct Formatter {
    /// What pieces of a shape look like; nothing where names alone do not tell.
    templates: RwLock<HashMap<Vec<u8>, Option<Arc<Template>>>>,
}

impl Formatter {
    /// Adds items to the text of a file.
    ///
    /// # Errors
    /// When the tokens are not items of Rust; that is a defect of the emitter, and the message
    /// says what the parser met.
    pub fn items(&self, tokens: TokenStream, out: &mut String) -> Result<(), String> {
        pieces::items(tokens, &mut |part| self.part(part, out))
    }

    /// Adds an implementation to the text of a file: what stands before its braces, and its members, at
    /// least one, each as a stream of its own.
    ///
    /// # Errors
    /// Those of [`Formatter::items`].
    pub fn implementation(
        &self,
        head: TokenStream,
        members: impl Iterator<Item = TokenStream>,
        out: &mut String,
    ) -> Result<(), String> {
        pieces::implementation(head, members, &mut |part| self.part(part, out))
    }

    fn part(&self, part: Part<'_>, out: &mut String) -> Result<(), String> {
        match part {
            Part::Piece(piece) => self.print(piece, out),
            Part::Lines(lines) => {
                out.push_str(lines);
                Ok(())
            }
        }
    }

    fn print(&self, piece: &Piece, out: &mut String) -> Result<(), String> {
        let known = {
            let templates = self
                .templates
                .read()
                .unwrap_or_else(PoisonError::into_inner);
            templates.get(piece.shape.key()).cloned()
        };
        match known {
            Some(Some(template)) => {
                template.fill(&piece.shape, out);
                return Ok(());
            }
            Some(None) => out.push_str(&pretty(piece)?),
            None => {
                let text = pretty(piece)?;
                out.push_str(&text);
                let template = Template::new(&text, &piece.shape).map(Arc::new);
                let mut templates = self
                    .templates
                    .write()
                    .unwrap_or_else(PoisonError::into_inner);
                templates.insert(piece.shape.key().to_vec(), template);
            }
        }
        Ok(())
    }
}

/// The lines of a piece, formatted within its frame.
fn pretty(piece: &Piece) -> Result<String, String> {
    let Frame { around, lines, .. } = piece.frame;
    let source = format!("{}{}{}", around.0, piece.source, around.1);
    let file = syn::parse_file(&source).map_err(|error| error.to_string())?;
    let text = prettyplease::unparse(&file);
    let text = text
        .strip_prefix(lines.0)
        .and_then(|text| text.strip_suffix(lines.1));
    text.map(str::to_owned)
        .ok_or_else(|| format!("a part does not stand on lines of its own: {source}"))
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use proc_macro2::TokenStream;

    use super::Formatter;

    const SHAPES: [&str; 6] = [
        "pub struct NAME { #[doc = \" A NAME.\"] pub NAME: ::a::Map<String, NAME>, pub b: Vec<NAME> }",
        "impl NAME { #[doc = \"\"] #[inline] pub fn NAME(mut self, NAME: impl Into<String>) -> Self { self.NAME = Some(NAME.into()); self } }",
        "impl A for NAME { fn a(&self) -> B<NAME> { match c { 0 => r.optional(&mut self.NAME, \"NAME\"), _ => r.skip(), } } }",
        "#[non_exhaustive] pub enum NAME { #[doc(alias = \"NAME\")] A, NAME(String) }",
        "#![doc = \" NAME\"] pub const NAME: &str = \"NAME\"; pub use a::{NAME, b};",
        "#[doc = \"NAME\\\\ */ \\\"\"] fn a() { let NAME = vec![1, NAME]; if NAME { 1.5 } else { NAME } }",
    ];

    fn formatted(formatter: &Formatter, tokens: TokenStream) -> Result<String, String> {
        let mut out = String::new();
        formatter.items(tokens, &mut out).map(|()| out)
    }

    #[test]
    fn an_implementation_in_parts_is_the_same_text() {
        let members = ["fn a(&self) {}", "#[inline] pub fn b() -> C { c }"];
        let tokens = |source: &str| TokenStream::from_str(source).unwrap();
        let whole = format!("impl<T> A for B<T> {{ {} }}", members.concat());
        let formatter = Formatter::default();
        let mut out = String::new();
        let parts = members.map(tokens).into_iter();
        let done = formatter.implementation(tokens("impl<T> A for B<T>"), parts, &mut out);
        assert_eq!(done, Ok(()));
        assert_eq!(Ok(out), formatted(&formatter, tokens(&whole)));
    }

    /// Names of every width, several of each, so that shapes are met again.
    #[test]
    fn the_text_is_that_of_the_formatter_for_whole_files() {
        let formatter = Formatter::default();
        for width in 1..100 {
            for letter in ["a", "b", "Z"] {
                for shape in SHAPES {
                    let source = shape.replace("NAME", &letter.repeat(width));
                    let file = syn::parse_file(&source).unwrap();
                    let tokens = TokenStream::from_str(&source).unwrap();
                    let text = formatted(&formatter, tokens).unwrap();
                    assert_eq!(text, prettyplease::unparse(&file));
                }
            }
        }
    }

    #[test]
    fn a_doc_comment_that_is_no_line_stays_apart() {
        let formatter = Formatter::default();
        for doc in ["\" ab\"", "\"/ab\"", "\"\\nb\"", "\"a\\n\"", "\"*/a\""] {
            let source = format!("struct A {{ #[doc = {doc}] a: B }}");
            let file = syn::parse_file(&source).unwrap();
            let text = formatted(&formatter, TokenStream::from_str(&source).unwrap());
            assert_eq!(text.unwrap(), prettyplease::unparse(&file));
        }
    }

    #[test]
    fn what_is_no_rust_is_an_error() {
        let tokens = TokenStream::from_str("fn fn").unwrap();
        assert!(formatted(&Formatter::default(), tokens).is_err());
    }
}
