//! Tells cargo that the templates are part of the binary.

fn main() {
    println!("cargo:rerun-if-changed=../templates");
}
