use super::{Candidate, Choice, Pattern, Selection, matches};

#[test]
fn an_asterisk_is_any_characters() {
    for (pattern, text) in [
        ("", ""),
        ("*", ""),
        ("*", "a/b"),
        ("get*", "get"),
        ("*Users", "getUsers"),
        ("/a/*/c", "/a/b/b/c"),
        ("a*b*c*d", "a1b2c3d"),
        ("*a*a*", "aa"),
        ("/users/{id}", "/users/{id}"),
    ] {
        assert!(matches(pattern, text), "{pattern} {text}");
    }
    for (pattern, text) in [
        ("", "a"),
        ("get*", "Get"),
        ("ab*ba", "aba"),
        ("a*b*c", "acb"),
        ("*a*a*", "a"),
        ("/users/?", "/users/1"),
    ] {
        assert!(!matches(pattern, text), "{pattern} {text}");
    }
}

const OPERATIONS: [(&str, &str, &str, &[&str]); 4] = [
    ("GET", "/users", "listUsers", &["Users"]),
    ("POST", "/users", "createUser", &["Users", "Admin"]),
    ("GET", "/users/{id}", "getUser", &["Users"]),
    ("DELETE", "/logs", "dropLogs", &["Admin"]),
];

/// The ids of what is taken, with the tags, and the codes of the problems with help.
fn chosen(kinds: [&[&str]; 4]) -> (Vec<String>, Vec<String>) {
    let [tags, operations, exclude_tags, exclude_operations] = kinds.map(|texts| {
        let patterns = texts.iter().map(|text| Pattern::new(*text, "option"));
        patterns.collect::<Vec<_>>()
    });
    let selection = Selection {
        tags,
        operations,
        exclude_tags,
        exclude_operations,
    };
    let mut choice = Choice::new(&selection, &[]);
    let mut taken = Vec::new();
    for (method, path, id, tags) in OPERATIONS {
        let candidate = Candidate {
            method,
            path,
            ids: [Some(id), None],
        };
        let tags = choice.tags(&candidate, tags);
        if !tags.is_empty() {
            taken.push(format!("{id} {}", tags.join("+")));
        }
    }
    let problems = choice.problems();
    let problems = problems
        .iter()
        .map(|it| format!("{}: {}", it.code, it.help));
    (taken, problems.collect())
}

#[test]
fn any_method_may_be_in_a_pattern() {
    let query = Candidate {
        method: "QUERY",
        path: "/users",
        ids: [None, None],
    };
    for (pattern, expected) in [
        ("QUERY /users", true),
        ("query /u*", true),
        ("* /users", true),
        ("GET /users", false),
    ] {
        let pattern = Pattern::new(pattern, "option");
        assert_eq!(pattern.names_operation(&query), expected, "{pattern:?}");
    }
}

#[test]
fn a_tag_that_only_events_have_is_a_tag() {
    let selection = Selection {
        exclude_tags: vec![Pattern::new("Events", "option")],
        ..Selection::default()
    };
    let mut choice = Choice::new(&selection, &[]);
    assert!(!choice.takes_event(&["Events"]));
    assert!(choice.takes_event(&["Others"]));
    assert!(choice.takes_event(&[]));
    assert_eq!(choice.problems().iter().count(), 0);
}

#[test]
fn operations_are_taken_by_tag_id_method_and_path() {
    let all = [
        "listUsers Users",
        "createUser Users+Admin",
        "getUser Users",
        "dropLogs Admin",
    ];
    let [list, create, get, drop] = all;
    for (kinds, expected) in [
        ([&[][..], &[], &[], &[]], &all[..]),
        ([&["Admin"], &[], &[], &[]], &["createUser Admin", drop]),
        ([&["U*"], &[], &["Admin"], &[]], &[list, get]),
        ([&[], &["getUser"], &[], &[]], &[get]),
        ([&[], &["get /users*"], &[], &[]], &[list, get]),
        (
            [&[], &["GET /users/{id}", "* /logs"], &[], &[]],
            &[get, drop],
        ),
        ([&[], &["/users"], &[], &["POST *"]], &[list]),
        (
            [&["Admin"], &["listUsers"], &[], &["drop*"]],
            &[list, "createUser Admin"],
        ),
        ([&[], &[], &["Users"], &[]], &[drop]),
        (
            [&["Users"], &["createUser"], &[], &[]],
            &[list, create, "getUser Users"],
        ),
    ] {
        let (taken, problems) = chosen(kinds);
        assert_eq!(taken, expected, "{kinds:?}");
        assert_eq!(problems, [""; 0], "{kinds:?}");
    }
}

#[test]
fn what_selects_nothing_is_an_error_with_near_names() {
    for (kinds, expected) in [
        (
            [&["User"][..], &[], &[], &[]],
            "unknown-tag: did you mean `Users`?",
        ),
        (
            [&[], &["getUsr"], &[], &[]],
            "unknown-operation: did you mean `getUser`?",
        ),
        (
            [&[], &["GET /user"], &[], &[]],
            "unknown-operation: did you mean `GET /users`, or `GET /users/{id}`?",
        ),
        (
            [&[], &[], &["Nothing"], &[]],
            "unknown-tag: list the tags of the definition with `sdkgen stats`",
        ),
        (
            [&[], &[], &[], &["POST /logs"]],
            "unknown-operation: did you mean `POST /users`?",
        ),
        (
            [&[], &["getUser"], &["Users"], &[]],
            "nothing-selected: exclude less, or select other operations",
        ),
    ] {
        let (_, problems) = chosen(kinds);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(
            problems[0].starts_with(expected.trim_end_matches('?')),
            "{problems:?}"
        );
    }
}
