//! Checks that every link between the pages of the site resolves to a page and an anchor.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, bail};

/// The maximum number of broken links to print.
const SHOWN: usize = 20;

/// The anchors and the links of a page.
struct Page {
    ids: BTreeSet<String>,
    links: Vec<String>,
}

/// Checks the links of all pages of mdBook, and returns their number. Links within rustdoc are
/// checked by rustdoc.
///
/// # Errors
/// If a link does not resolve, or a page cannot be read.
pub(super) fn check(site: &Path) -> Result<usize> {
    let mut pages = BTreeMap::new();
    read(site, &mut pages)?;
    let mut broken = Vec::new();
    let mut count = 0;
    for (path, page) in &pages {
        for link in &page.links {
            count += 1;
            if !leads_somewhere(path, link, &pages) {
                let path = path.strip_prefix(site).unwrap_or(path);
                broken.push(format!("{}: {link}", path.display()));
            }
        }
    }
    if broken.is_empty() {
        return Ok(count);
    }
    let shown = broken[..broken.len().min(SHOWN)].join("\n");
    bail!(
        "{} of {count} links in the site are broken:\n{shown}",
        broken.len()
    )
}

/// Reads the pages of a folder and of its subfolders.
fn read(folder: &Path, pages: &mut BTreeMap<PathBuf, Page>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            if entry.file_name() != super::rustdoc::FOLDER {
                read(&path, pages)?;
            }
        } else if path.extension().is_some_and(|it| it == "html") {
            let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            pages.insert(path, page(&text));
        }
    }
    Ok(())
}

/// Finds the links and anchors in the HTML of mdBook, which escapes `<` in content.
fn page(html: &str) -> Page {
    let mut page = Page {
        ids: BTreeSet::new(),
        links: Vec::new(),
    };
    for tag in html.split('<').skip(1) {
        if let Some(id) = attribute(tag, " id=\"") {
            page.ids.insert(id);
        }
        if tag.starts_with("a ") {
            page.links.extend(attribute(tag, " href=\""));
        }
    }
    page
}

fn attribute(tag: &str, start: &str) -> Option<String> {
    let (_, value) = tag.split_once(start)?;
    let (value, _) = value.split_once('"')?;
    Some(value.replace("&amp;", "&"))
}

fn leads_somewhere(from: &Path, link: &str, pages: &BTreeMap<PathBuf, Page>) -> bool {
    if ["http://", "https://", "mailto:"]
        .iter()
        .any(|scheme| link.starts_with(scheme))
    {
        return true;
    }
    let (path, id) = link.split_once('#').unwrap_or((link, ""));
    let to = if path.is_empty() {
        from.to_owned()
    } else {
        beside(from, path)
    };
    match pages.get(&to) {
        Some(page) => id.is_empty() || page.ids.contains(id),
        None => to.is_file(),
    }
}

/// Resolves a relative path on a page.
fn beside(page: &Path, relative: &str) -> PathBuf {
    let mut path = page.parent().unwrap_or(page).to_owned();
    for part in Path::new(relative).components() {
        match part {
            Component::ParentDir => {
                path.pop();
            }
            Component::CurDir => {}
            part => path.push(part),
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use super::{leads_somewhere, page};

    #[test]
    fn a_link_leads_to_a_place_on_a_page() {
        let html =
            r#"<h2 id="get_user">a &lt; b</h2><a class="header" href="../b/c.html?a&amp;b">"#;
        let (first, second) = (Path::new("/site/a/b.html"), Path::new("/site/c.html"));
        let pages = [first, second].map(|path| (path.to_owned(), page(html)));
        let pages = BTreeMap::from(pages);
        assert_eq!(pages[first].links, ["../b/c.html?a&b"]);
        for (link, expected) in [
            ("https://example.com/x", true),
            ("#get_user", true),
            ("#get_users", false),
            ("../c.html", true),
            ("../c.html#get_user", true),
            ("../c.html#other", false),
            ("c.html", false),
        ] {
            assert_eq!(leads_somewhere(first, link, &pages), expected, "{link}");
        }
    }
}
