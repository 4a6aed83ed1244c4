//! Tells cargo that the templates are part of the binary.
//!
//! `templates/` here holds links to what the generator embeds of the folder beside it, so that cargo packs it
//! with the generator. The manifest of the runtime has another name there: cargo leaves out each folder with a
//! manifest of its own.

fn main() {
    println!("cargo:rerun-if-changed=templates");
}
