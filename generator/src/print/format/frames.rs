//! Frames: what makes a file of a piece of code that stands somewhere within one.
//!
//! The formatter takes whole files. A piece is put between two texts that make it one, and what they become when
//! they are formatted is cut off again.

/// What makes a file of a piece: code around it, and what that is when it is formatted.
#[derive(Debug)]
pub(super) struct Frame {
    /// A number of its own, since pieces of different frames have different shapes.
    pub(super) id: u8,
    /// The code before and behind the piece.
    pub(super) around: (&'static str, &'static str),
    /// The lines before and behind those of the piece.
    pub(super) lines: (&'static str, &'static str),
}

const fn frame(
    id: u8,
    around: (&'static str, &'static str),
    lines: (&'static str, &'static str),
) -> Frame {
    Frame { id, around, lines }
}

/// An attribute of the file.
pub(super) static INNER: Frame = frame(0, ("", "struct X;"), ("", "struct X;\n"));

/// What stands before the braces of a module.
pub(super) static MODULE: Frame = frame(1, ("", "{struct X;}"), ("", "    struct X;\n}\n"));

/// The frames of pieces of items, by where the items stand.
#[derive(Debug)]
pub(super) struct Frames {
    /// A whole item.
    pub(super) item: Frame,
    /// What stands before the braces of an implementation, and a member of it.
    pub(super) implementation: (Frame, Frame),
    /// What stands before the braces of a struct, and a field.
    pub(super) structure: (Frame, Frame),
    /// What stands before the braces of an enum, and a variant.
    pub(super) enumeration: (Frame, Frame),
    /// A method that is one `match`, until its arms, and an arm.
    pub(super) matching: (Frame, Frame),
    /// The end of an item in braces.
    pub(super) end: &'static str,
    /// The end of a method that is one `match`.
    pub(super) matching_end: &'static str,
}

/// Items of a file.
pub(super) static IN_FILE: Frames = Frames {
    item: frame(2, ("", ""), ("", "")),
    implementation: (
        frame(3, ("", "{type X=X;}"), ("", "    type X = X;\n}\n")),
        frame(4, ("impl X{", "}"), ("impl X {\n", "}\n")),
    ),
    structure: (
        frame(5, ("", "{x:X}"), ("", "    x: X,\n}\n")),
        frame(6, ("struct X{", "}"), ("struct X {\n", "}\n")),
    ),
    enumeration: (
        frame(7, ("", "{X}"), ("", "    X,\n}\n")),
        frame(8, ("enum X{", "}"), ("enum X {\n", "}\n")),
    ),
    matching: (
        frame(
            9,
            ("impl X{", "{_=>x}}}"),
            ("impl X {\n", "            _ => x,\n        }\n    }\n}\n"),
        ),
        frame(
            10,
            ("impl X{fn x(){match x{", "}}}"),
            (
                "impl X {\n    fn x() {\n        match x {\n",
                "        }\n    }\n}\n",
            ),
        ),
    ),
    end: "}\n",
    matching_end: "        }\n    }\n",
};

/// Items of a module that stands in a file: all lines have less room.
pub(super) static IN_MODULE: Frames = Frames {
    item: frame(11, ("mod x{", "}"), ("mod x {\n", "}\n")),
    implementation: (
        frame(
            12,
            ("mod x{", "{type X=X;}}"),
            ("mod x {\n", "        type X = X;\n    }\n}\n"),
        ),
        frame(
            13,
            ("mod x{impl X{", "}}"),
            ("mod x {\n    impl X {\n", "    }\n}\n"),
        ),
    ),
    structure: (
        frame(
            14,
            ("mod x{", "{x:X}}"),
            ("mod x {\n", "        x: X,\n    }\n}\n"),
        ),
        frame(
            15,
            ("mod x{struct X{", "}}"),
            ("mod x {\n    struct X {\n", "    }\n}\n"),
        ),
    ),
    enumeration: (
        frame(
            16,
            ("mod x{", "{X}}"),
            ("mod x {\n", "        X,\n    }\n}\n"),
        ),
        frame(
            17,
            ("mod x{enum X{", "}}"),
            ("mod x {\n    enum X {\n", "    }\n}\n"),
        ),
    ),
    matching: (
        frame(
            18,
            ("mod x{impl X{", "{_=>x}}}}"),
            (
                "mod x {\n    impl X {\n",
                "                _ => x,\n            }\n        }\n    }\n}\n",
            ),
        ),
        frame(
            19,
            ("mod x{impl X{fn x(){match x{", "}}}}"),
            (
                "mod x {\n    impl X {\n        fn x() {\n            match x {\n",
                "            }\n        }\n    }\n}\n",
            ),
        ),
    ),
    end: "    }\n",
    matching_end: "            }\n        }\n",
};
