use super::{
    as_it_is, cell, code, code_cell, comment, one_line, page, page_title, rustdoc as markdown,
    title,
};

#[test]
fn a_page_has_no_headings_and_no_links_but_its_own() {
    assert_eq!(page("# A $x$\n## **B**\nc"), "**A \\$x\\$**\n\n**B**\n\nc");
    assert_eq!(
        page("[get_user](https://x.y/z)"),
        "get_user (<https://x.y/z>)"
    );
    assert_eq!(
        page("[https://x.y](https://x.y)"),
        "<https://x.y>",
        "an address that shows itself"
    );
    assert_eq!(
        page("[](https://x.y) <https://x.z>"),
        "<https://x.y> <https://x.z>"
    );
    assert_eq!(page("<a id=\"x\"> <!--"), "\\<a id=\"x\"\\> \\<!--");
}

#[test]
fn a_cell_cannot_be_ended() {
    assert_eq!(cell("a\nb"), "a b");
    assert_eq!(cell("a `|` \\| b|"), "a <code>&#124;</code> &#124; b&#124;");
    assert_eq!(cell("a\\"), "a\\\\");
    assert_eq!(cell("| a | b |\n|---|---|\n| c | `d` |"), "a, b, c, `d`,");
    assert_eq!(code_cell("a"), "`a`");
    assert_eq!(
        code_cell("a|`<b\n"),
        "<code>a&#124;&#96;&#60;b&#92;n</code>"
    );
}

#[test]
fn brackets_and_angles_are_escaped_outside_code() {
    assert_eq!(
        markdown("a [b] <c> `[d] <e>`"),
        "a \\[b\\] \\<c\\> `[d] <e>`"
    );
    assert_eq!(markdown("an `odd [tick]"), "an \\`odd \\[tick\\]");
    assert_eq!(markdown("a \\`[x]\\` b"), "a \\`\\[x\\]\\` b");
    assert_eq!(
        markdown("a `b `` [x] ```"),
        "a \\`b \\`\\` \\[x\\] \\`\\`\\`"
    );
    assert_eq!(markdown("``a ` [b]`` [c]"), "`` a ` [b] `` \\[c\\]");
    assert_eq!(markdown("[a][b]\n\n[b]: https://x.y"), "[a](https://x.y)");
    assert_eq!(markdown("[^1]\n\n[^1]: b"), "^1 (b)");
    assert_eq!(
        markdown("a &lt;b&gt; &amp;lt; c & d"),
        "a \\<b\\> \\&lt; c & d"
    );
}

#[test]
fn addresses_become_links() {
    assert_eq!(markdown("see http://x.y/z_a."), "see <http://x.y/z_a>.");
    assert_eq!(
        markdown("see [here](https://x.y/z)"),
        "see [here](https://x.y/z)"
    );
    assert_eq!(
        markdown("[the <b> tag](https://x.y)"),
        "[the \\<b\\> tag](https://x.y)"
    );
    assert_eq!(
        markdown("[a](https://x.y/z_(b)) [c](https://x.y/d(e)"),
        "[a](https://x.y/z_(b)) \\[c\\](<https://x.y/d>(e)"
    );
    assert_eq!(page("[a](https://x.y/z_(b))"), "a (<https://x.y/z_(b)>)");
    assert_eq!(
        markdown("[a](<https://x.y/ z)>)"),
        "[a](https://x.y/%20z%29)"
    );
    assert_eq!(markdown("see [here](../z)"), "see here (../z)");
    assert_eq!(
        markdown("[a](javascript:b()) <mailto:a@b.c>"),
        "a (javascript:b()) mailto:a@b.c (mailto:a@b.c)"
    );
    assert_eq!(markdown("<a@b.c>"), "a@b.c");
}

#[test]
fn nothing_is_loaded() {
    assert_eq!(
        markdown("![a](https://x.y/z.png) ![b](c.png)"),
        "[a](https://x.y/z.png) b (c.png)"
    );
    assert_eq!(markdown("a!\\[b](https://x.y)"), "a!\\[b\\](<https://x.y>)");
    assert_eq!(markdown("a\\![b](https://x.y)"), "a\\![b](https://x.y)");
}

#[test]
fn nothing_becomes_a_test() {
    for text in [
        "a\n\n    fn main() {}\n",
        "a\n\n\tfn main() {}",
        "a\n```rust\nfn main() {}\n",
        "a\n~~~~ should_panic\nfn main() {}\n~~~~~\n",
        "a\n   ``````\nfn main() {}\n   ``````",
    ] {
        assert_eq!(markdown(text), "a\n\n```text\nfn main() {}\n```", "{text}");
    }
    assert_eq!(markdown("~~~rust\n```\n~~~\ny"), "~~~text\n```\n~~~\n\ny");
    assert_eq!(
        markdown("````\n```rust\n~~~\n````"),
        "````text\n```rust\n~~~\n````"
    );
    assert_eq!(
        markdown("-      fn main() {}"),
        "- ```text\n   fn main() {}\n  ```"
    );
    assert_eq!(
        markdown("1. ~~~rust\n   x\n> ```rust\n> y"),
        "1. ```text\n   x\n   ```\n\n> ```text\n> y\n> ```"
    );
    assert_eq!(markdown("```x``` y"), "`x` y");
}

#[test]
fn what_is_benign_stays() {
    for text in [
        "A **bold** word, *one* or __two__, `code` and ~~none~~.\nsnake_case, a * b, v2.users.*",
        "One of:\n\n- a\n- b\n  - c\n\n1. d\n2. e",
        "* a\n\n* b\n\n  more",
        "# Title\n\n> quoted\n> twice\n\n| a | b |\n| :-- | --- |\n| `c` | d |",
        "a line\\\nand another",
    ] {
        assert_eq!(markdown(text), text);
    }
}

#[test]
fn one_line_is_one_line() {
    assert_eq!(one_line("```sql\nSELECT 1\n```"), "`SELECT 1`");
    assert_eq!(one_line("~~~\n\n    a\n"), "`a`");
    assert_eq!(one_line("a\n\n- b\n- c"), "a - b - c");
    assert_eq!(one_line("- b"), "\\- b");
    assert_eq!(one_line("# A"), "A");
    assert_eq!(one_line("A\n==="), "A");
    assert_eq!(one_line("a\u{2028}b\u{85}c\u{b}d\re"), "a b c d e");
    assert_eq!(one_line("a *b"), "a \\*b");
    assert_eq!(one_line("~~~"), "\\` \\`");
}

#[test]
fn titles_are_no_markdown() {
    assert_eq!(title("```rust\nfn main() {}"), "\\`\\`\\`rust fn main() {}");
    assert_eq!(title("# [A](https://x.y)"), "\\# \\[A\\](<https://x.y>)");
    assert_eq!(
        page_title("A](https://x.y)\\"),
        "A\\]\\(https\\:\\/\\/x\\.y\\)\\\\"
    );
    assert_eq!(page_title("1. Users & *Roles*"), "1\\. Users & \\*Roles\\*");
}

#[test]
fn a_sentence_is_escaped_where_it_has_to_be() {
    for text in [
        "Map<object, string>[] was a_b_c",
        "see https://x.y/z",
        "a*b",
    ] {
        assert_eq!(as_it_is(text), text);
    }
    assert_eq!(as_it_is("<b>a</b>\n\nb"), "\\<b\\>a\\</b\\> b");
    assert_eq!(as_it_is("```rust"), "\\`\\`\\`rust");
}

#[test]
fn hidden_characters_are_dropped_from_prose_and_shown_in_names() {
    let text = "a\u{202e}b \u{2066}`c\u{202d}`";
    assert_eq!(markdown(text), "ab `c`");
    assert_eq!(cell(text), "ab `c`");
    assert_eq!(title("a\u{202e}"), "a");
    assert_eq!(comment("a\u{202e}\n-->\u{2028}----b"), "a - -  - - - -b");
    assert_eq!(code("a\u{202e}\n"), "`a\\u{202e}\\n`");
}

#[test]
fn a_code_span_cannot_be_ended() {
    assert_eq!(code("a`b\nc"), "`` a`b\\nc ``");
    assert_eq!(code("a``b"), "``` a``b ```");
    assert_eq!(code(""), "`\"\"`");
}

/// Time that grows with the square of a description would make some definitions impossible to generate.
#[test]
fn no_text_takes_long() {
    let start = std::time::Instant::now();
    for part in [
        "`",
        "``` ",
        "[a](https://x.y) ",
        "[",
        "![",
        "<a href=\"x\">",
        "> ",
        "- ",
        "* a ",
        "**a ",
        "\\",
        "|",
        "a|",
        "<",
        "&",
        "~",
        "http://",
        "`` ` ",
    ] {
        let text = part.repeat(20_000);
        let many = part.repeat(200) + "\n";
        for text in [text, many.repeat(100)] {
            let printed = [markdown(&text), page(&text), cell(&text)];
            assert!(
                printed
                    .iter()
                    .all(|printed| printed.len() < 20 * text.len() + 10),
                "{part}"
            );
        }
    }
    assert!(start.elapsed() < std::time::Duration::from_secs(60));
}

/// Plain strings give the same with and without parsing, for all combinations of a few pieces.
#[test]
fn what_is_not_parsed_is_what_parsing_comes_to() {
    use super::{EscapeStyle, as_markdown};
    use super::{Reader, confirmed, flattened, is_plain, print, print_cell, printed, read};
    const PIECES: [&str; 34] = [
        "a", "word", "I", "1", "23", " ", " ", ".", ",", ":", ";", "?", "(", ")", "'", "\"", "-",
        "--", "/", "//", "=", "===", "%", "www", "http", "e.g.", "x.y", "1.", "1)", "- ", " - ",
        "a/b", "it's", "v2",
    ];
    let mut found = 0;
    let mut seed = 1_usize;
    for _ in 0..60_000 {
        let mut text = String::new();
        for _ in 0..(seed >> 20) % 7 + 1 {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            text.push_str(PIECES[(seed >> 33) % PIECES.len()]);
        }
        if !is_plain(&text) {
            continue;
        }
        found += 1;
        for reader in [Reader::Rustdoc, Reader::Page] {
            let pieces = read(&as_markdown(&text), reader).unwrap();
            let whole = printed(&pieces, reader, EscapeStyle::Light, print);
            assert_eq!(whole.as_deref(), Some(text.as_str()));
            for how in [print as super::Print, print_cell] {
                let line = confirmed(&flattened(&pieces), reader, how);
                assert_eq!(line.as_deref(), Some(text.as_str()));
            }
        }
    }
    assert!(found > 1_000, "{found}");
}
