//! The source of the program that makes the calls.

use super::methods::Method;

/// The name of the program.
pub(super) const NAME: &str = "sdk-contract";

/// The program without the functions of the calls.
pub(super) const MAIN: &str = include_str!("program/main.rs");

/// The features of the crate that the program uses.
pub(super) const FEATURES: [&str; 3] = ["default", "full", "testing"];

/// The source of the functions that make the calls, one for each method.
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
