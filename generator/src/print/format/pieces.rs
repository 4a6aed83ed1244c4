//! Taking a file apart: items, and what has lines of its own within them.
//!
//! Members of an `impl`, fields, variants, and the arms of a method that is one `match` do not
//! touch each other's lines. What is none of these stays whole.

use std::fmt::{Display, Write};

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};

use super::shape::Shape;

/// What makes a file of a piece: code around it, and what that is when it is formatted.
#[derive(Debug)]
pub(super) struct Frame {
    id: u8,
    pub(super) around: (&'static str, &'static str),
    pub(super) lines: (&'static str, &'static str),
}

const fn frame(
    id: u8,
    around: (&'static str, &'static str),
    lines: (&'static str, &'static str),
) -> Frame {
    Frame { id, around, lines }
}

static INNER: Frame = frame(0, ("", "struct X;"), ("", "struct X;\n"));
static ITEM: Frame = frame(1, ("", ""), ("", ""));
static IMPL: Frame = frame(2, ("", "{type X=X;}"), ("", "    type X = X;\n}\n"));
static MEMBER: Frame = frame(3, ("impl X{", "}"), ("impl X {\n", "}\n"));
static STRUCT: Frame = frame(4, ("", "{x:X}"), ("", "    x: X,\n}\n"));
static FIELD: Frame = frame(5, ("struct X{", "}"), ("struct X {\n", "}\n"));
static ENUM: Frame = frame(6, ("", "{X}"), ("", "    X,\n}\n"));
static VARIANT: Frame = frame(7, ("enum X{", "}"), ("enum X {\n", "}\n"));
static MATCH: Frame = frame(
    8,
    ("impl X{", "{_=>x}}}"),
    ("impl X {\n", "            _ => x,\n        }\n    }\n}\n"),
);
static ARM: Frame = frame(
    9,
    ("impl X{fn x(){match x{", "}}}"),
    (
        "impl X {\n    fn x() {\n        match x {\n",
        "        }\n    }\n}\n",
    ),
);

/// A part of a file that stands on lines of its own.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) frame: &'static Frame,
    /// The code.
    pub(super) source: String,
    pub(super) shape: Shape,
    has_macro: bool,
}

/// What comes out of taking a file apart.
#[derive(Debug)]
pub(super) enum Part<'a> {
    /// Code that is to be formatted.
    Piece(&'a Piece),
    /// Lines that are what they are.
    Lines(&'static str),
}

type Print<'a> = dyn FnMut(Part<'_>) -> Result<(), String> + 'a;

/// Calls `print` with each part of some items, in order.
pub(super) fn items(tokens: TokenStream, print: &mut Print<'_>) -> Result<(), String> {
    let mut writer = Writer::new(print);
    for item in apart(tokens) {
        writer.item(item)?;
    }
    Ok(())
}

/// Calls `print` with each part of an implementation, in order.
pub(super) fn implementation(
    head: TokenStream,
    members: impl Iterator<Item = TokenStream>,
    print: &mut Print<'_>,
) -> Result<(), String> {
    let mut writer = Writer::new(print);
    writer.whole(&IMPL, head.into_iter().collect())?;
    for member in members.flat_map(apart) {
        writer.member(member)?;
    }
    (writer.print)(Part::Lines("}\n"))
}

struct Writer<'a, 'b> {
    piece: Piece,
    print: &'a mut Print<'b>,
}

impl<'a, 'b> Writer<'a, 'b> {
    fn new(print: &'a mut Print<'b>) -> Self {
        let piece = Piece {
            frame: &ITEM,
            source: String::new(),
            shape: Shape::default(),
            has_macro: false,
        };
        Self { piece, print }
    }

    fn whole(&mut self, frame: &'static Frame, trees: Vec<TokenTree>) -> Result<(), String> {
        self.piece.restart(frame);
        self.piece.trees(trees);
        self.end()
    }

    fn end(&mut self) -> Result<(), String> {
        self.piece.finish();
        (self.print)(Part::Piece(&self.piece))
    }

    fn item(&mut self, mut item: Vec<TokenTree>) -> Result<(), String> {
        if is_inner_attribute(&item) {
            return self.whole(&INNER, item);
        }
        let (head, part) = match keyword(&item).as_deref() {
            Some("impl") => (&IMPL, &MEMBER),
            Some("struct") => (&STRUCT, &FIELD),
            Some("enum") => (&ENUM, &VARIANT),
            _ => return self.whole(&ITEM, item),
        };
        let Some(body) = take_body(&mut item) else {
            return self.whole(&ITEM, item);
        };
        self.whole(head, item)?;
        if part.id == MEMBER.id {
            for member in apart(body) {
                self.member(member)?;
            }
        } else {
            for entry in entries(body) {
                self.whole(part, entry)?;
            }
        }
        (self.print)(Part::Lines("}\n"))
    }

    /// A member of an `impl`; a method that is one `match` is taken further apart.
    fn member(&mut self, mut member: Vec<TokenTree>) -> Result<(), String> {
        let Some(body) = take_body(&mut member) else {
            return self.whole(&MEMBER, member);
        };
        let mut body: Vec<_> = body.into_iter().collect();
        let is_match = matches!(&body[..], [TokenTree::Ident(word), TokenTree::Ident(_), TokenTree::Group(_)] if word == "match");
        let arms = if is_match { take_body(&mut body) } else { None };
        let Some(arms) = arms else {
            self.piece.restart(&MEMBER);
            self.piece.trees(member);
            self.piece.sign("{");
            self.piece.trees(body);
            self.piece.sign("}");
            return self.end();
        };
        self.piece.restart(&MATCH);
        self.piece.trees(member);
        self.piece.sign("{");
        self.piece.trees(body);
        self.end()?;
        for arm in entries(arms) {
            self.whole(&ARM, arm)?;
        }
        (self.print)(Part::Lines("        }\n    }\n"))
    }
}

impl Piece {
    fn restart(&mut self, frame: &'static Frame) {
        self.frame = frame;
        self.source.clear();
        self.has_macro = false;
        self.shape.restart(frame.id);
    }

    /// A macro is formatted by what its words are.
    fn finish(&mut self) {
        if self.has_macro {
            self.shape.sign(&self.source);
        }
    }

    fn sign(&mut self, sign: &str) {
        self.source.push_str(sign);
        self.shape.sign(sign);
    }

    fn trees(&mut self, trees: impl IntoIterator<Item = TokenTree>) {
        let mut trees = trees.into_iter();
        while let Some(tree) = trees.next() {
            match tree {
                TokenTree::Ident(ident) => {
                    let start = self.add(&ident);
                    self.shape.word(&self.source[start..]);
                    self.source.push(' ');
                }
                TokenTree::Literal(literal) => {
                    let start = self.add(&literal);
                    self.shape.literal(&self.source[start..]);
                    self.source.push(' ');
                }
                TokenTree::Punct(punct) => {
                    let start = self.add(&punct);
                    if punct.spacing() == Spacing::Alone {
                        self.source.push(' ');
                    }
                    self.shape.sign(&self.source[start..]);
                    self.has_macro |= punct.as_char() == '!';
                    if punct.as_char() == '#' {
                        match trees.next() {
                            Some(TokenTree::Group(group)) => self.attribute(group),
                            Some(other) => self.trees([other]),
                            None => {}
                        }
                    }
                }
                TokenTree::Group(group) => self.group(group),
            }
        }
    }

    fn add(&mut self, text: &impl Display) -> usize {
        let start = self.source.len();
        let _ = write!(self.source, "{text}");
        start
    }

    fn group(&mut self, group: Group) {
        let (open, close) = match group.delimiter() {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Brace => ("{", "}"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::None => ("", ""),
        };
        self.sign(open);
        self.trees(contents(group));
        self.sign(close);
    }

    /// What stands in the brackets of an attribute. A doc comment has a line of its own.
    fn attribute(&mut self, group: Group) {
        let trees: Vec<_> = contents(group).into_iter().collect();
        self.sign("[");
        match &trees[..] {
            [
                TokenTree::Ident(name),
                TokenTree::Punct(_),
                TokenTree::Literal(text),
            ] if name == "doc" => {
                self.source.push_str("doc=");
                let start = self.add(text);
                self.shape.doc(&self.source[start..]);
            }
            _ => self.trees(trees),
        }
        self.sign("]");
    }
}

/// The tokens in a group. The group goes first, so that nothing has to be copied.
fn contents(group: Group) -> TokenStream {
    let stream = group.stream();
    drop(group);
    stream
}

/// Takes the block in braces off the end, unless it is empty.
fn take_body(trees: &mut Vec<TokenTree>) -> Option<TokenStream> {
    match trees.pop() {
        Some(TokenTree::Group(group))
            if group.delimiter() == Delimiter::Brace && !group.stream().is_empty() =>
        {
            Some(contents(group))
        }
        other => {
            trees.extend(other);
            None
        }
    }
}

/// The word that says what an item is.
fn keyword(item: &[TokenTree]) -> Option<String> {
    let mut words = item.iter().filter_map(|tree| match tree {
        TokenTree::Ident(word) if word != "pub" => Some(word.to_string()),
        _ => None,
    });
    words.next()
}

fn is_inner_attribute(item: &[TokenTree]) -> bool {
    matches!(item, [TokenTree::Punct(mark), TokenTree::Punct(bang), ..] if mark.as_char() == '#' && bang.as_char() == '!')
}

/// Items, or members of an `impl`, each with its attributes: up to a block, or up to a semicolon.
fn apart(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut items = Vec::new();
    let mut item = Vec::new();
    let mut is_value = false;
    for tree in tokens {
        let is_end = match &tree {
            TokenTree::Punct(punct) => punct.as_char() == ';',
            TokenTree::Group(group) => match group.delimiter() {
                Delimiter::Brace => !is_value,
                Delimiter::Bracket => item.len() == 2 && is_inner_attribute(&item),
                _ => false,
            },
            TokenTree::Ident(word) => {
                let word = word.to_string();
                is_value |= matches!(word.as_str(), "use" | "const" | "static" | "type");
                is_value &= word != "fn";
                false
            }
            TokenTree::Literal(_) => false,
        };
        item.push(tree);
        if is_end {
            items.push(std::mem::take(&mut item));
            is_value = false;
        }
    }
    if !item.is_empty() {
        items.push(item);
    }
    items
}

/// What commas separate, without them: fields, variants, arms.
fn entries(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut entries = Vec::new();
    let mut entry = Vec::new();
    let (mut depth, mut last) = (0_usize, ' ');
    for tree in tokens {
        let sign = match &tree {
            TokenTree::Punct(punct) => punct.as_char(),
            _ => ' ',
        };
        match sign {
            '<' => depth += 1,
            '>' if last != '-' && last != '=' => depth = depth.saturating_sub(1),
            _ => {}
        }
        last = sign;
        if sign == ',' && depth == 0 {
            entries.push(std::mem::take(&mut entry));
        } else {
            entry.push(tree);
        }
    }
    if !entry.is_empty() {
        entries.push(entry);
    }
    entries
}
