//! Formatting: turns fragments into source text.
//!
//! A fragment is code on its own lines: a field, an arm, a method, the head of an item before its braces.
//! Emission names the layout of a fragment and passes its slots as strings. `prettyplease` formats a layout
//! once for each way in which its lines break (`layout`); the result is a template with open slots
//! (`template`). Does not parse Rust, and does not depend on the rest of the generator.

mod fragment;
pub mod frames;
mod growth;
mod known;
mod layout;
mod lines;
mod sample;
mod scan;
mod slot;
mod template;

use proc_macro2::TokenStream;

use fragment::Fragment;
use frames::{End, Frame, Role};

pub use layout::Layout;
pub use slot::{Columns, Slot, SlotList};

/// Formats a whole file by itself, for files whose layout does not repeat.
///
/// # Errors
///
/// If the code is not a Rust file.
pub fn snippet(text: &str) -> Result<String, String> {
    let file = syn::parse_file(text).map_err(|error| format!("{error}: {text}"))?;
    Ok(prettyplease::unparse(&file))
}

/// A limit on the size of the output.
pub trait Limit: Sync {
    /// Adds to the bytes printed so far, and returns whether more may follow.
    fn spend(&self, bytes: usize) -> bool;
}

/// The last printed fragment, which determines whether a blank line follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Last {
    Open,
    Item,
    Declaration,
}

/// Prints a file, fragment by fragment.
pub struct Printer<'a> {
    text: String,
    /// The number of modules around the next fragment.
    depth: usize,
    last: Last,
    defect: Option<String>,
    limit: &'a dyn Limit,
    counted: usize,
}

impl<'a> Printer<'a> {
    /// Starts a file with its first line.
    pub fn new(first: String, limit: &'a dyn Limit) -> Self {
        Self {
            counted: first.len(),
            text: first,
            depth: 0,
            last: Last::Open,
            defect: None,
            limit,
        }
    }

    /// The source text of the file.
    ///
    /// # Errors
    ///
    /// If a fragment was not valid Rust in its frame, which is a bug of emission. The message is the
    /// parser's.
    pub fn finish(mut self) -> Result<String, String> {
        self.is_full();
        match self.defect {
            Some(defect) => Err(defect),
            None => Ok(self.text),
        }
    }

    /// Whether the limit is reached. Loops over a definition stop then.
    pub fn is_full(&mut self) -> bool {
        let new = self.text.len() - self.counted;
        self.counted = self.text.len();
        !self.limit.spend(new)
    }

    /// Prints a fragment of a layout.
    pub fn print(
        &mut self,
        layout: &Layout,
        slots: &[Slot<'_>],
        lists: &[SlotList<'_>],
        make: &dyn Fn(&mut Columns) -> TokenStream,
    ) {
        self.start(layout.frame().role);
        let printed = layout.print(&fragment(self.depth, slots, lists, make), &mut self.text);
        self.note(printed);
    }

    /// Prints items whose layout occurs once, each with its contents.
    pub fn once(&mut self, frame: &Frame, tokens: TokenStream) {
        self.start(frame.role);
        let printed = pretty(frame, self.depth, tokens);
        let printed = printed.map(|text| self.text.push_str(&text));
        self.note(printed);
    }

    /// The formatted lines of a part of a fragment, without the indentation of the first line and without the
    /// final newline. Another fragment places them in a slot.
    pub fn lines(
        &mut self,
        layout: &Layout,
        slots: &[Slot<'_>],
        lists: &[SlotList<'_>],
        make: &dyn Fn(&mut Columns) -> TokenStream,
    ) -> String {
        let mut text = String::new();
        let printed = layout.print(&fragment(0, slots, lists, make), &mut text);
        self.note(printed);
        text.trim().to_owned()
    }

    /// Prints the closing braces of an item or a method.
    pub fn end(&mut self, end: End) {
        for line in end.lines().split_inclusive('\n') {
            indent(self.depth, &mut self.text);
            self.text.push_str(line);
        }
        self.last = Last::Item;
    }

    /// Separates the next declaration from preceding ones by a blank line.
    pub fn apart(&mut self) {
        if self.last == Last::Declaration {
            self.last = Last::Item;
        }
    }

    /// Prints the contents of a module, after its head.
    pub fn module(&mut self, print: impl FnOnce(&mut Self)) {
        self.depth += 1;
        print(self);
        self.depth -= 1;
        self.end(End::Item);
    }

    /// Prints statements of a function in a module, indented like those of a method.
    pub fn outside(&mut self, print: impl FnOnce(&mut Self)) {
        self.depth = self.depth.saturating_sub(1);
        print(self);
        self.depth += 1;
    }

    /// Prints the blank line between items or methods, if one is due.
    fn start(&mut self, role: Role) {
        let is_apart = match self.last {
            Last::Open => false,
            Last::Item => !matches!(role, Role::Top | Role::Tight),
            Last::Declaration => matches!(role, Role::Start | Role::Whole),
        };
        if is_apart {
            self.text.push('\n');
        }
        self.last = match role {
            Role::Whole => Last::Item,
            Role::Declaration => Last::Declaration,
            // A blank line separates the attributes and the documentation of a file from its first item.
            Role::Top => Last::Item,
            Role::Attached | Role::Start | Role::Tight => Last::Open,
        };
    }

    fn note(&mut self, printed: Result<(), String>) {
        if let Err(defect) = printed {
            self.defect.get_or_insert(defect);
        }
    }
}

fn fragment<'a>(
    depth: usize,
    slots: &'a [Slot<'a>],
    lists: &'a [SlotList<'a>],
    make: &'a dyn Fn(&mut Columns) -> TokenStream,
) -> Fragment<'a> {
    Fragment {
        depth,
        slots,
        lists,
        make,
        around: &[],
    }
}

fn indent(depth: usize, out: &mut String) {
    for _ in 0..depth {
        out.push_str("    ");
    }
}

/// Formats a fragment within its frame, and cuts the frame off.
fn pretty(frame: &Frame, depth: usize, tokens: TokenStream) -> Result<String, String> {
    let Frame { around, lines, .. } = frame;
    let mut source = format!("{}{tokens}{}", around.0, around.1);
    for _ in 0..depth {
        source = format!("mod x{{{source}}}");
    }
    let file = syn::parse_file(&source).map_err(|error| format!("{error}: {source}"))?;
    let text = prettyplease::unparse(&file);
    let mut rest = text.as_str();
    let problem = || format!("a fragment does not stand on lines of its own: {source}");
    for level in 0..depth {
        rest = rest
            .strip_prefix("    ".repeat(level).as_str())
            .ok_or_else(problem)?;
        rest = rest.strip_prefix("mod x {\n").ok_or_else(problem)?;
        rest = rest.strip_suffix("}\n").ok_or_else(problem)?;
        rest = rest
            .strip_suffix("    ".repeat(level).as_str())
            .ok_or_else(problem)?;
    }
    let nested = |lines: &str| {
        let lines = lines.split_inclusive('\n');
        lines
            .map(|line| format!("{}{line}", "    ".repeat(depth)))
            .collect::<String>()
    };
    rest = rest
        .strip_prefix(nested(lines.0).as_str())
        .ok_or_else(problem)?;
    rest = rest
        .strip_suffix(nested(lines.1).as_str())
        .ok_or_else(problem)?;
    Ok(rest.to_owned())
}

#[cfg(test)]
mod tests;
