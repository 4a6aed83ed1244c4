//! Tests the site in a browser: searches for an operation, follows links to a model and back to an
//! operation that uses it.

use std::path::{Path, absolute};

use anyhow::{Context, Result, bail};

use super::browser::Browser;

/// The widths of a phone and of a desktop, in pixels.
const WIDTHS: [u32; 2] = [420, 1400];

/// Runs the test; `sought` is the name of an operation's method.
///
/// # Errors
/// If the browser cannot be started, a link is missing or broken, or a page is wider than the
/// window.
pub(super) fn check(program: &Path, site: &Path, sought: &str) -> Result<()> {
    let mut browser = Browser::start(program)?;
    let index = absolute(site.join("index.html"))?;
    for width in WIDTHS {
        browser.set_width(width)?;
        visit(&mut browser, &index, sought)
            .with_context(|| format!("the site, {width} pixels wide"))?;
    }
    println!("the site passed in {}", program.display());
    Ok(())
}

fn visit(browser: &mut Browser, index: &Path, sought: &str) -> Result<()> {
    browser.open(&format!("file://{}", index.display()))?;
    browser.wait("document.readyState === 'complete'")?;
    look(browser)?;
    let found = search(sought);
    follow(browser, "document.querySelector('#mdbook-search-toggle')")?;
    browser.wait("document.activeElement.id === 'mdbook-searchbar'")?;
    browser.enter(sought)?;
    browser.wait(&format!("{found} !== null"))?;
    look(browser)?;
    follow(browser, &found)?;
    arrive(browser, &format!("location.hash === '#{sought}'"))?;
    follow(browser, &link_after(sought, "/models/"))?;
    arrive(browser, "location.pathname.includes('/models/')")?;
    follow(browser, USED_BY)?;
    arrive(
        browser,
        "location.pathname.includes('/apis/') && location.hash !== ''",
    )
}

/// JavaScript for the first search result, if it is the operation.
fn search(sought: &str) -> String {
    format!(
        "((it) => it?.hash === '#{sought}' ? it : null)\
         (document.querySelector('#mdbook-searchresults a'))"
    )
}

/// JavaScript for the first link below a heading whose URL contains `part`.
fn link_after(heading: &str, part: &str) -> String {
    format!(
        "[...document.querySelectorAll('main a')].find((it) => it.href.includes('{part}') && \
         document.getElementById('{heading}').compareDocumentPosition(it) \
         & Node.DOCUMENT_POSITION_FOLLOWING)"
    )
}

/// JavaScript for the first link to an operation that uses a model.
const USED_BY: &str = "[...document.querySelectorAll('main strong')]
    .find((it) => it.textContent === 'Used by')
    .parentElement.nextElementSibling.querySelector('a[href*=\"/apis/\"]')";

/// Clicks on the element of an expression.
fn follow(browser: &mut Browser, link: &str) -> Result<()> {
    let is_there = browser.evaluate(&format!("(({link}).click(), true)"))?;
    if is_there == true {
        return Ok(());
    }
    let place = browser.evaluate("location.href")?;
    bail!("{place} has no clickable {link}")
}

/// Waits for a page, which has to have the anchor of its URL.
fn arrive(browser: &mut Browser, is_there: &str) -> Result<()> {
    browser.wait(&format!("document.readyState === 'complete' && {is_there}"))?;
    let place = "location.hash === '' || document.getElementById(location.hash.slice(1)) !== null";
    browser.wait(place)?;
    look(browser)
}

/// Checks that the page is not wider than the window: wide content has to scroll by
/// itself.
fn look(browser: &mut Browser) -> Result<()> {
    let fits = "['main', '#mdbook-searchresults'].map((it) => document.querySelector(it)) \
                .every((it) => it.scrollWidth <= it.clientWidth)";
    browser
        .wait(fits)
        .context("the page is wider than the window")
}
