//! The macro for fragments. Each use is one layout, written in `quote!`.

/// Prints a fragment from its frame, its slots by name, the columns of its lists, and its tokens.
macro_rules! fragment {
    ($out:expr, $frame:ident, [$($slot:ident = $value:expr),* $(,)?]
        $(, each [$($column:ident),+] = $rows:expr)*, { $($tokens:tt)* }) => {
        fragment!(@print $out, $frame, [$($slot = $value),*] $(, each [$($column),+] = $rows)*, { $($tokens)* })
    };
    (@$method:ident $out:expr, $frame:ident, [$($slot:ident = $value:expr),* $(,)?]
        $(, each [$($column:ident),+] = $rows:expr)*, { $($tokens:tt)* }) => {{
        static LAYOUT: $crate::format::Layout =
            $crate::format::Layout::new(&$crate::format::frames::$frame);
        $out.$method(
            &LAYOUT,
            &[$($value),*],
            &[$($crate::format::SlotList::new($rows, [$(stringify!($column)),+].len())),*],
            &|_columns| {
                $(let $slot = _columns.next_slot();)*
                $($(let $column = _columns.next_column();)+)*
                ::quote::quote!($($tokens)*)
            },
        )
    }};
}

pub(super) use fragment;
