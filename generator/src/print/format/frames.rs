//! Frames: the code around a fragment that makes it a whole file.
//!
//! The formatter accepts only whole files. So a fragment is formatted between a prefix and a suffix, which
//! are then cut off.

/// The role of a fragment among its neighbors, which decides where blank lines are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The start of a file.
    Top,
    /// An attribute, or the head of an item or method before its braces.
    Start,
    /// An item or a method.
    Whole,
    /// An item of one line without documentation, which needs no blank line before the next.
    Declaration,
    /// An attribute of such an item.
    Attached,
    /// A fragment without blank lines around it: a field, a variant, an arm, a statement.
    Tight,
}

/// The position of a fragment in a file.
#[derive(Debug)]
pub struct Frame {
    pub(super) role: Role,
    /// The code before and after the fragment.
    pub(super) around: (&'static str, &'static str),
    /// The formatted lines before and after those of the fragment.
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

/// An attribute of such a declaration.
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

/// A statement of a function, or its value.
pub static BODY: Frame = frame(Role::Tight, ("fn x(){", "}"), ("fn x() {\n", "}\n"));

/// A statement of a method, or its value.
pub static STATEMENT: Frame = frame(
    Role::Tight,
    ("impl X{fn x(){", "}}"),
    ("impl X {\n    fn x() {\n", "    }\n}\n"),
);

/// The head of a `match` that is the value of a method.
pub static MATCH: Frame = frame(
    Role::Tight,
    ("impl X{fn x(){", "{_=>x}}}"),
    (
        "impl X {\n    fn x() {\n",
        "            _ => x,\n        }\n    }\n}\n",
    ),
);

/// An arm of such a `match`.
pub static ARM: Frame = frame(
    Role::Tight,
    ("impl X{fn x(){match x{", "}}}"),
    (
        "impl X {\n    fn x() {\n        match x {\n",
        "        }\n    }\n}\n",
    ),
);

/// A step of a method chain that starts with a call of a struct, inside the arguments of a call that is the
/// value of a method.
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

/// The closing braces of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Of an item.
    Item,
    /// Of a method.
    Method,
    /// Of a method that is one `match`.
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
