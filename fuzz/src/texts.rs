//! Texts that would like to be something else: code that is compiled, HTML, a heading, a link, another
//! line, or text that is read from right to left.

use super::mutate::Random;

/// What a line may begin with.
const PREFIXES: [&str; 20] = [
    "", "", "", " ", "   ", "    ", "\t", "     ", "- ", "-      ", "* ", "1. ", "10)\t", "> ",
    ">> ", "- > ", "> - ", "  - ", "# ", "\\",
];

/// How a block of code may begin or end.
const FENCES: [&str; 9] = [
    "```",
    "```",
    "````",
    "`````````",
    "~~~",
    "~~~",
    "~~~~~",
    "``",
    "~~",
];

/// What rustdoc may take for the language of a test, and others.
const LANGUAGES: [&str; 16] = [
    "",
    "",
    "rust",
    " rust",
    "rust,no_run",
    "should_panic",
    "compile_fail,E0308",
    "ignore",
    "edition2021",
    "{.rust}",
    "no_run,text",
    "text",
    "sql",
    "custom,class=rust",
    "``",
    "\u{202e}rust",
];

/// What may stand in a line.
const INSIDE: [&str; 64] = [
    "word",
    "word",
    "fn main() { std::process::exit(7) }",
    "compile_error!(\"run\");",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<b>",
    "</b>",
    "<br/>",
    "<p>",
    "</p>",
    "<ul><li>",
    "</li></ul>",
    "<pre>",
    "<pre><code>",
    "</code></pre>",
    "<code>",
    "</code>",
    "<details>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?php",
    "?>",
    "<!DOCTYPE html>",
    "<a href=\"javascript:run()\">a</a>",
    "<a href='https://x.y/)[z]('>a</a>",
    "<https://x.y>",
    "<javascript:run()>",
    "<a@b.c>",
    "https://x.y/z?a=1&b=2.",
    "http://",
    "[a](https://x.y)",
    "[a](javascript:run())",
    "[a](<https://x.y/ z> \"t\")",
    "![a](https://x.y/i.png)",
    "[a][b]",
    "[b]: javascript:run()",
    "[a]",
    "[`Client`]",
    "[^1]",
    "[^1]: note",
    "[ ] task",
    "`code`",
    "`",
    "``",
    "` `` ",
    "**",
    "*",
    "_",
    "~~",
    "|",
    "| a | b |",
    "|---|---|",
    "--- | ---",
    "===",
    "---",
    "***",
    "&lt;script&gt;",
    "&#96;&#96;&#96;",
    "\\",
    "$x$",
    "{{ x }}",
];

/// What may end a line, or be nothing that a reader sees.
const HIDDEN: [&str; 24] = [
    "\n",
    "\n",
    "\n",
    "\n",
    "\n",
    "\n\n",
    "\n\n",
    "\r\n",
    "\r",
    "\u{2028}",
    "\u{2029}",
    "\u{85}",
    "\u{b}",
    "\u{c}",
    "\0",
    "\u{1b}[31m",
    "\u{202a}",
    "\u{202e}",
    "\u{2066}",
    "\u{2069}",
    "\u{200f}",
    "\u{61c}",
    "\u{feff}",
    "\u{a0}",
];

/// A text of up to ten lines.
pub fn hostile(random: &mut Random) -> String {
    let mut text = String::new();
    for _ in 0..=random.below(10) {
        let prefix = PREFIXES[random.below(PREFIXES.len())];
        text.push_str(prefix);
        match random.below(3) {
            0 => {
                text.push_str(FENCES[random.below(FENCES.len())]);
                text.push_str(LANGUAGES[random.below(LANGUAGES.len())]);
            }
            _ => {
                for _ in 0..=random.below(3) {
                    text.push_str(INSIDE[random.below(INSIDE.len())]);
                    text.push_str(["", " "][random.below(2)]);
                }
            }
        }
        text.push_str(HIDDEN[random.below(HIDDEN.len())]);
    }
    text
}
