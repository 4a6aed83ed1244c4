//! Frames: the code around a fragment that makes it a whole file.
//!
//! `prettyplease` formats only whole files. A fragment is therefore formatted between a prefix and a suffix,
//! which are then cut off.

/// The role of a fragment among its neighbors, which determines blank lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The start of a file.
    Top,
    /// An attribute, or the head of an item or method before its braces.
    Start,
    /// An item or a method with its body.
    Whole,
    /// An item on one line without documentation; no blank line follows it before another declaration.
    Declaration,
    /// An attribute of a declaration.
    Attached,
    /// A field, a variant, an arm or a statement: no blank lines around it.
    Tight,
}

/// The syntactic position of a fragment in a file.
#[derive(Debug)]
pub struct Frame {
    pub(super) role: Role,
    /// The code before and after the fragment, as the formatter reads it.
    pub(super) around: (&'static str, &'static str),
    /// The lines before and after those of the fragment, as the formatter prints them.
    pub(super) lines: (&'static str, &'static str),
}

const fn frame(
    role: Role,
    around: (&'static str, &'static str),
    lines: (&'static str, &'static str),
) -> Frame {
    Frame {
        role,
        around,
        lines,
    }
}

/// An attribute of the file.
pub static TOP: Frame = frame(Role::Top, ("", "struct X;"), ("", "struct X;\n"));

/// An attribute of an item.
pub static ITEM_ATTRIBUTE: Frame = frame(Role::Start, ("", "struct X;"), ("", "struct X;\n"));

/// An attribute of a field, a variant or a method.
pub static ATTRIBUTE: Frame = frame(
    Role::Start,
    ("struct X{", "x:X}"),
    ("struct X {\n", "    x: X,\n}\n"),
);

/// A whole item.
pub static ITEM: Frame = frame(Role::Whole, ("", ""), ("", ""));

/// An attribute of a [`DECLARATION`].
pub static DECLARATION_ATTRIBUTE: Frame =
    frame(Role::Attached, ("", "struct X;"), ("", "struct X;\n"));

/// A declaration: a whole item of one line, without documentation.
pub static DECLARATION: Frame = frame(Role::Declaration, ("", ""), ("", ""));

/// The head of a module.
pub static MODULE: Frame = frame(Role::Start, ("", "{struct X;}"), ("", "    struct X;\n}\n"));

/// The head of an implementation.
pub static IMPLEMENTATION: Frame = frame(
    Role::Start,
    ("", "{type X=X;}"),
    ("", "    type X = X;\n}\n"),
);

/// A member of an implementation.
pub static MEMBER: Frame = frame(Role::Whole, ("impl X{", "}"), ("impl X {\n", "}\n"));

/// The head of a struct.
pub static STRUCT: Frame = frame(Role::Start, ("", "{x:X}"), ("", "    x: X,\n}\n"));

/// A field.
pub static FIELD: Frame = frame(Role::Tight, ("struct X{", "}"), ("struct X {\n", "}\n"));

/// The head of an enum.
pub static ENUM: Frame = frame(Role::Start, ("", "{X}"), ("", "    X,\n}\n"));

/// A variant.
pub static VARIANT: Frame = frame(Role::Tight, ("enum X{", "}"), ("enum X {\n", "}\n"));

/// The head of a method.
pub static METHOD: Frame = frame(
    Role::Start,
    ("impl X{", "{x();}}"),
    ("impl X {\n", "        x();\n    }\n}\n"),
);

/// The head of a function.
pub static FUNCTION: Frame = frame(Role::Start, ("", "{x();}"), ("", "    x();\n}\n"));

/// A statement of a function, or its tail expression.
pub static BODY: Frame = frame(Role::Tight, ("fn x(){", "}"), ("fn x() {\n", "}\n"));

/// A statement of a method, or its tail expression.
pub static STATEMENT: Frame = frame(
    Role::Tight,
    ("impl X{fn x(){", "}}"),
    ("impl X {\n    fn x() {\n", "    }\n}\n"),
);

/// The head of a `match` that is the tail expression of a method.
pub static MATCH: Frame = frame(
    Role::Tight,
    ("impl X{fn x(){", "{_=>x}}}"),
    (
        "impl X {\n    fn x() {\n",
        "            _ => x,\n        }\n    }\n}\n",
    ),
);

/// An arm of a [`MATCH`].
pub static ARM: Frame = frame(
    Role::Tight,
    ("impl X{fn x(){match x{", "}}}"),
    (
        "impl X {\n    fn x() {\n        match x {\n",
        "        }\n    }\n}\n",
    ),
);

/// A step of a method chain on a constructor, as an argument of a call that is the tail expression of a
/// method.
pub static STEP: Frame = frame(
    Role::Tight,
    (
        "impl X{fn x(){x(x,x(X{xxxxxxxxxxxx:x,xxxxxxxxxxxx:x,xxxxxxxxxxxx:x,})",
        ".x(),x)}}",
    ),
    (
        "impl X {\n    fn x() {\n        x(\n            x,\n            x(X {\n                    xxxxxxxxxxxx: x,\n                    xxxxxxxxxxxx: x,\n                    xxxxxxxxxxxx: x,\n                })\n",
        "                .x(),\n            x,\n        )\n    }\n}\n",
    ),
);

/// The closing braces that end a nested frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Of an item.
    Item,
    /// Of a method.
    Method,
    /// Of a method whose body is a `match`.
    Match,
}

impl End {
    pub(super) fn lines(self) -> &'static str {
        match self {
            Self::Item => "}\n",
            Self::Method => "    }\n",
            Self::Match => "        }\n    }\n",
        }
    }
}
