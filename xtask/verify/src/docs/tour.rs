//! What a visitor does on the site, in a browser: looks for an operation, follows it to a model, and
//! the model to where it is used.

use std::path::{Path, absolute};

use anyhow::{Context, Result, bail};

use super::browser::Browser;

/// The widths of a telephone and of a desk, in pixels.
const WIDTHS: [u32; 2] = [420, 1400];

/// Visits the site, looking for an operation by the name of its method.
///
/// # Errors
/// If the browser cannot be started, if something is not found or does not lead on, or if a page is
/// wider than the window.
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

/// The first result of a search, when it is what was looked for.
fn search(sought: &str) -> String {
    format!(
        "((it) => it?.hash === '#{sought}' ? it : null)\
         (document.querySelector('#mdbook-searchresults a'))"
    )
}

/// The first link below a heading with a part of an address in it.
fn link_after(heading: &str, part: &str) -> String {
    format!(
        "[...document.querySelectorAll('main a')].find((it) => it.href.includes('{part}') && \
         document.getElementById('{heading}').compareDocumentPosition(it) \
         & Node.DOCUMENT_POSITION_FOLLOWING)"
    )
}

/// The first link to an operation that uses a model.
const USED_BY: &str = "[...document.querySelectorAll('main strong')]
    .find((it) => it.textContent === 'Used by')
    .parentElement.nextElementSibling.querySelector('a[href*=\"/apis/\"]')";

/// Clicks on what an expression is.
fn follow(browser: &mut Browser, link: &str) -> Result<()> {
    let is_there = browser.evaluate(&format!("(({link}).click(), true)"))?;
    if is_there == true {
        return Ok(());
    }
    let place = browser.evaluate("location.href")?;
    bail!("{place} has no clickable {link}")
}

/// Waits for a page, which has to have the place that its address names.
fn arrive(browser: &mut Browser, is_there: &str) -> Result<()> {
    browser.wait(&format!("document.readyState === 'complete' && {is_there}"))?;
    let place = "location.hash === '' || document.getElementById(location.hash.slice(1)) !== null";
    browser.wait(place)?;
    look(browser)
}

/// Sees to it that nothing is cut off at the side: what is wide has to scroll by itself.
fn look(browser: &mut Browser) -> Result<()> {
    let fits = "['main', '#mdbook-searchresults'].map((it) => document.querySelector(it)) \
                .every((it) => it.scrollWidth <= it.clientWidth)";
    browser
        .wait(fits)
        .context("the page is wider than the window")
}
