//! The program that makes the calls: its methods, by number.

use super::methods::Method;

/// What the program is called.
pub(super) const NAME: &str = "sdk-contract";

/// All of it but the calls.
pub(super) const MAIN: &str = include_str!("program/main.rs");

/// What the program uses of the crate.
pub(super) const FEATURES: [&str; 3] = ["default", "full", "testing"];

/// The functions that make the calls.
pub(super) fn calls(methods: &[&Method]) -> String {
    let mut code = String::from("use sdk::Client;\n\nuse super::*;\n\n");
    for (number, method) in methods.iter().enumerate() {
        code.push_str(&method.code(number));
        code.push('\n');
    }
    let names: Vec<String> = (0..methods.len())
        .map(|it| format!("    call_{it},"))
        .collect();
    let names = names.join("\n");
    let count = methods.len();
    code.push_str(&format!(
        "pub(crate) const ALL: [fn(&Client, &Case) -> Outcome; {count}] = [\n{names}\n];\n"
    ));
    code
}
