//! Which operations page, how, and why or why not.

mod declared;

use crate::support;
use std::sync::LazyLock;

use heck::ToSnakeCase;
use sdk_generator::Input;
use sdk_generator::stats::{PagingOfOperation, stats};

/// What each operation of a fixture shows, in one line.
fn decisions(fixture: &str) -> Vec<String> {
    let definition = sdk_generator::read(&support::input(fixture), &|_| {}).unwrap();
    let decisions = stats(&definition).paging_decisions;
    decisions.iter().map(line).collect()
}

fn line(decision: &PagingOfOperation) -> String {
    let name = decision.name.as_deref().unwrap_or_default();
    let reason = &decision.reason;
    if !decision.pages {
        return format!("{name}: no: {reason}");
    }
    let end = serde_json::to_string(&decision.end).unwrap();
    let from = decision.first.filter(|first| *first != 1);
    let from = from.map(|first| format!(" from {first}"));
    format!(
        "{name}: {} {}{} -> {}: {}, {end}: {reason}",
        decision.style.as_deref().unwrap(),
        decision.input.as_deref().unwrap_or("-"),
        from.unwrap_or_default(),
        decision.items.as_deref().unwrap_or("-"),
        decision.item_type.as_deref().unwrap(),
    )
}

/// Compares lines with those of a snapshot.
fn assert_lines(snapshot: &str, lines: &[String]) {
    support::snapshots().bind(|| insta::assert_snapshot!(snapshot, lines.join("\n")));
}

#[test]
fn evidence_decides() {
    assert_lines("paging_evidence", &decisions("paging_evidence"));
}

#[test]
fn near_misses_are_no_pages() {
    assert_lines("paging_near_misses", &decisions("paging_near_misses"));
}

#[test]
fn styles_of_vendors_are_found() {
    assert_lines("paging_vendor_styles", &decisions("vendor_styles"));
}

/// All pages of the newest published definition.
static NEWEST: LazyLock<Option<Vec<PagingOfOperation>>> = LazyLock::new(|| {
    let definition = support::NEWEST.as_ref()?;
    Some(stats(definition).paging_decisions)
});

fn pages_of(decisions: &[PagingOfOperation], snapshot: &str) {
    let paged = || decisions.iter().filter(|decision| decision.pages);
    let lines = paged().map(|decision| {
        let name = decision.name.as_deref().unwrap().to_snake_case();
        let (style, item) = (&decision.style, &decision.item_type);
        format!(
            "{name}: {}: {}",
            style.as_deref().unwrap(),
            item.as_deref().unwrap()
        )
    });
    let mut lines: Vec<_> = lines.collect();
    lines.sort();
    assert_lines(snapshot, &lines);
    for decision in paged().filter(|decision| !decision.operation.starts_with("GET ")) {
        let (verb, path) = decision.operation.split_once(' ').unwrap();
        assert_eq!(verb, "POST", "{path}");
        let last = path.rsplit('/').next().unwrap();
        let is_query = ["query", "search"].iter().any(|word| last.ends_with(word));
        assert!(is_query, "{path} is no query, and pages");
    }
    for (name, items) in [
        ("postAnalyticsConversationsDetailsQuery", "conversations"),
        ("postAnalyticsUsersDetailsQuery", "userDetails"),
        ("postUsersSearch", "results"),
        ("postGroupsSearch", "results"),
        ("postLocationsSearch", "results"),
        ("postVoicemailSearch", "results"),
        ("postDocumentationSearch", "results"),
    ] {
        let found = paged().find(|decision| decision.name.as_deref() == Some(name));
        assert_eq!(found.unwrap().items.as_deref(), Some(items), "{name}");
    }
}

#[test]
fn pages_of_the_platform_of_2018() {
    let Some(folder) = support::published() else {
        return;
    };
    let input = Input {
        spec: folder.join("platform-api-28.0.0.json"),
        overlays: support::overlays(&["overlay.yaml"]),
        ..Input::default()
    };
    let definition = sdk_generator::read(&input, &|_| {}).unwrap();
    pages_of(
        &stats(&definition).paging_decisions,
        "paging_platform_28_0_0",
    );
}

#[test]
fn pages_of_the_platform_of_2026() {
    if let Some(decisions) = &*NEWEST {
        pages_of(decisions, "paging_platform_2026_05");
    }
}

#[test]
fn a_redirect_beside_a_page_takes_no_cursor_away() {
    let Some(decisions) = &*NEWEST else {
        return;
    };
    let name = Some("getAuditsQueryTransactionIdResults");
    let found = decisions.iter().find(|it| it.name.as_deref() == name);
    assert_eq!(found.unwrap().style.as_deref(), Some("cursor"));
}
