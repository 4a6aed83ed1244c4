//! One small definition for each feature, and what is emitted for it.
//!
//! A snapshot shows the files that the feature concerns and the warnings, and nothing that every
//! crate has: the runtime, the manifest and, but for one fixture, the implementations that every
//! model ends in. `INSTA_UPDATE=always cargo test -p sdk-generator features::` accepts what
//! the emitter makes now; the difference is to be read like code.

use crate::support;
use crate::support::excerpt::{Detail, excerpt};
use sdk_generator::Input;

/// What can be read in two minutes.
const MAX_LINES: usize = 220;

/// One test for each fixture: the folder, how much to show, and of which files.
macro_rules! features {
    ($($fixture:ident: $detail:ident [$($path:literal),* $(,)?];)*) => {
        $(
            #[test]
            fn $fixture() {
                check(stringify!($fixture), &[$($path),*], Detail::$detail);
            }
        )*

        const FIXTURES: &[&str] = &[$(stringify!($fixture)),*];
    };
}

fn check(fixture: &str, paths: &[&str], detail: Detail) {
    let generated = support::generate(fixture).unwrap();
    let text = excerpt(generated, paths, detail).unwrap();
    let lines = text.lines().filter(|line| !line.is_empty()).count();
    assert!(
        lines <= MAX_LINES,
        "{lines} lines take more than two minutes to read; split it"
    );
    let mut settings = support::snapshots();
    settings.set_input_file(format!("tests/fixtures/{fixture}/openapi.yaml"));
    settings.bind(|| insta::assert_snapshot!(fixture, text));
}

features! {
    once_broken: Outline ["apis/shared.rs", "models/mod.rs", "models/tree.rs", "models/doctest.rs"];
    whole_files: Whole ["apis/lamps.rs", "models/mod.rs", "models/lamp.rs"];
    path_and_query: Outline ["definition.rs", "apis/rooms.rs"];
    query_in_path: Outline ["apis/alerts.rs"];
    query_lists: Outline ["apis/birds.rs"];
    query_lists_v3: Outline ["apis/birds.rs"];
    header_parameters: Outline ["apis/letters.rs"];
    enums: Outline ["models/signal.rs", "models/tone.rs", "models/shade.rs"];
    enum_meanings: Outline ["models/door.rs", "models/lock.rs", "models/material.rs", "models/state.rs"];
    enum_objects: Outline ["apis/trains.rs"];
    enum_places: Outline ["apis/trains.rs", "models/train.rs"];
    formats_and_dates: Outline ["models/sample.rs"];
    any_objects: Outline ["apis/tables.rs", "models/rows.rs", "models/named.rs"];
    maps_and_free_form: Outline ["models/anything.rs", "models/labels.rs", "models/shelf.rs"];
    inline_objects: Outline [
        "apis/orders.rs",
        "models/place_order_body.rs",
        "models/place_order_response.rs",
    ];
    recursion: Outline ["models/direct.rs", "models/hen.rs", "models/egg.rs", "models/tree.rs"];
    any_alternative: Outline ["models/picture.rs"];
    restated: Outline ["models/user.rs", "models/loop_.rs", "models/turn.rs"];
    all_of: Outline ["models/dog.rs", "models/kennel.rs"];
    unions: Outline ["models/shape.rs", "models/drawing.rs"];
    union_objects: Outline ["models/ticket.rs", "models/either.rs", "models/twice.rs"];
    union_numbers: Outline ["models/option.rs", "models/account.rs", "models/stated.rs", "models/level.rs", "models/dial.rs"];
    union_choices: Outline ["models/event.rs", "models/tree.rs", "models/alike.rs"];
    hierarchy: Outline ["models/vehicle.rs", "models/van.rs", "models/bare.rs"];
    open_objects: Outline ["models/labels.rs", "models/anything.rs", "models/closed.rs"];
    three_states: Outline ["models/profile.rs"];
    conversions: Outline ["models/lamp_patch.rs", "models/person.rs", "models/drawer_request.rs"];
    keep_unknown: Outline ["models/store.rs", "models/store_request.rs", "models/forgetful.rs", "models/wrong.rs"];
    complete_body: Outline ["apis/points.rs", "models/point.rs"];
    responses_shortened: Outline ["models/team.rs"];
    several_tags: Outline ["apis/mod.rs", "apis/fish.rs", "apis/bird_life.rs", "apis/shared.rs"];
    derives: Outline ["derives.rs", "models/content.rs", "models/letter.rs", "models/scale.rs"];
    custom_features: Outline ["apis/mod.rs", "apis/loans.rs", "models/mod.rs"];
    several_success_types: Outline ["apis/jobs.rs"];
    nullable_pages: Outline ["apis/users.rs"];
    optional_success: Outline ["apis/mail.rs"];
    no_success: Outline ["apis/oracle.rs"];
    text_and_bytes: Outline ["apis/files.rs"];
    optional_body: Outline ["apis/alarms.rs", "models/loudness.rs"];
    deprecated_and_preview: Outline ["apis/gears.rs", "models/gear.rs"];
    permissions_and_error_codes: Outline ["apis/mod.rs", "apis/doors.rs"];
    defaults: Outline ["apis/lists.rs", "models/settings.rs"];
    swagger2: Outline ["definition.rs", "apis/parcels.rs", "models/parcel.rs"];
    openapi31: Outline ["apis/boats.rs", "models/boat.rs"];
    other_files: Outline ["apis/trees.rs", "models/tree.rs", "models/place.rs", "models/leaf.rs"];
    untagged: Outline ["apis/default_api.rs"];
    write_only: Whole ["models/account.rs"];
    timestamps: Outline ["definition.rs", "apis/events.rs"];
    overlay: Outline ["apis/clocks.rs"];
    defects: Outline ["apis/roads.rs", "models/road.rs"];
    paging: Outline ["apis/books.rs"];
    paging_size: Outline ["apis/books.rs"];
    documentation: Outline ["models/note.rs"];
    forms: Outline ["apis/pictures.rs"];
    object_styles: Outline ["apis/maps.rs"];
    redirects: Outline ["apis/downloads.rs"];
    date_types: Outline ["apis/reports.rs", "models/report.rs"];
    own_types: Outline ["apis/bills.rs", "models/money.rs", "own_types.rs"];
    typed_scalars: Outline ["apis/shifts.rs"];
    security: Outline ["security.rs", "apis/safes.rs"];
    logins: Outline ["definition.rs", "security.rs"];
    servers: Outline ["definition.rs", "servers.rs", "apis/ships.rs"];
    media_types: Outline ["apis/archive.rs"];
    file_responses: Outline ["apis/cabinet.rs"];
    read_by_media_type: Outline ["apis/radio.rs"];
    uploads31: Outline ["apis/attic.rs"];
    displayed_items: Outline ["apis/shelter.rs"];
    streams: Outline ["apis/weather.rs"];
    notification_topics: Outline ["topics.rs", "models/mod.rs"];
    webhooks: Whole ["webhooks.rs", "models/mod.rs"];
    openapi32: Outline ["apis/gulls.rs"];
}

#[test]
fn a_tag_is_written_where_every_value_has_it() {
    let generated = support::generate("unions").unwrap();
    let has_tag = |path: &str| generated.files[path].contains("serialize_tagged");
    assert!(has_tag("src/models/shape.rs"), "the definition names it");
    assert!(!has_tag("src/models/drawing.rs"), "`with` may be missing");
}

#[test]
fn enums_of_integers_without_names_are_enums_if_it_is_asked_for() {
    let mut input = support::input("typed_scalars");
    let plain = |input: &Input| {
        let files = support::generate_from(input, "typed").unwrap().files;
        files["src/models/shift.rs"].clone()
    };
    assert!(plain(&input).contains("pub plain: Option<i64>"));
    input.types.integer_enums = true;
    let named = plain(&input);
    assert!(named.contains("pub plain: Option<crate::models::ShiftPlain>"));
    for variant in ["Value1,", "Value2,", "Unknown(i64),"] {
        assert!(named.contains(variant), "{variant}");
    }
}

#[test]
fn numbers_and_booleans_discriminate_variants() {
    let generated = support::generate("union_numbers").unwrap();
    let has = |path: &str, code: &str| generated.files[path].contains(code);
    assert!(has("src/models/option.rs", r#"tags: &["4", "10"]"#));
    // Without white space, since lines are broken by their width.
    let account: String = generated.files["src/models/account.rs"]
        .split_whitespace()
        .collect();
    let constant = r#"Shape::Listed(&crate::runtime::model::Shape::Bool,&["true"],)"#;
    assert!(account.contains(constant), "{account}");
    let written = r#"serialize_tagged("kind", 1i64, value, serializer)"#;
    assert!(has("src/models/stated.rs", written));
}

/// Fixtures that other tests look at.
const ELSEWHERE: [&str; 4] = [
    "hostile",
    "paging_evidence",
    "paging_near_misses",
    "vendor_styles",
];

#[test]
fn every_fixture_is_looked_at() {
    let mut known: Vec<&str> = FIXTURES.iter().chain(&ELSEWHERE).copied().collect();
    known.sort_unstable();
    assert_eq!(support::fixtures(), known);
}

/// The warnings of a union of two schemas.
fn warnings_of(one: &str, other: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("openapi.yaml");
    let definition = format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n    \
         One: {one}\n    Other: {other}\n    \
         Union: {{oneOf: [{{$ref: '#/components/schemas/One'}}, {{$ref: '#/components/schemas/Other'}}]}}\n"
    );
    std::fs::write(&spec, definition).unwrap();
    let input = sdk_generator::Input {
        spec,
        ..Default::default()
    };
    let read = sdk_generator::read(&input, &|_| {}).unwrap();
    let text = |found: &sdk_generator::diagnostics::Diagnostic| {
        format!("{} {} {}", found.code, found.location, found.message)
    };
    read.diagnostics.iter().map(text).collect()
}

#[test]
fn variants_that_nothing_discriminates_are_a_warning() {
    let alike = [
        ["{type: object, properties: {a: {type: string}}}"; 2],
        [
            "{type: object, properties: {a: {type: string}, b: {type: integer}}}",
            "{type: object, properties: {b: {type: integer}, a: {type: string}}}",
        ],
        [
            "{type: object, properties: {a: {type: object, properties: {b: {type: string, enum: [x]}}}}}",
            "{type: object, properties: {a: {type: object, properties: {b: {type: string, enum: [x]}}}}}",
        ],
        // Types have no bounds.
        [
            "{type: object, properties: {n: {type: integer, maximum: 10}}}",
            "{type: object, properties: {n: {type: integer, minimum: 11}}}",
        ],
        [
            "{type: integer, maximum: 10}",
            "{type: integer, minimum: 11}",
        ],
        // Both contain themselves.
        [
            "{type: object, properties: {a: {$ref: '#/components/schemas/One'}}}",
            "{type: object, properties: {a: {$ref: '#/components/schemas/Other'}}}",
        ],
        ["{type: array, items: {type: object, properties: {a: {}}}}"; 2],
    ];
    for [one, other] in alike {
        assert_eq!(
            warnings_of(one, other),
            [
                "variants-alike #/components/schemas/Union nothing discriminates the variants `One` and `Other`"
            ],
            "{one} {other}"
        );
    }
    let apart = [
        [
            "{type: object, properties: {a: {type: string}}}",
            "{type: object, properties: {b: {type: string}}}",
        ],
        [
            "{type: object, properties: {a: {type: string}}}",
            "{type: object, properties: {a: {type: integer}}}",
        ],
        [
            "{type: object, properties: {a: {type: array, items: {type: integer, enum: [1]}}}}",
            "{type: object, properties: {a: {type: array, items: {type: integer, enum: [2]}}}}",
        ],
        [
            "{type: object, properties: {a: {type: object, properties: {b: {type: string, enum: [x]}}}}}",
            "{type: object, properties: {a: {type: object, properties: {b: {type: string, enum: [y]}}}}}",
        ],
        [
            "{type: object, properties: {a: {enum: [{t: x}]}}}",
            "{type: object, properties: {a: {enum: [{t: y}]}}}",
        ],
        [
            "{type: object, properties: {a: {type: string}}}",
            "{type: object, required: [a], properties: {a: {type: string}}}",
        ],
        [
            "{type: object, properties: {a: {type: string}}}",
            "{type: object, properties: {a: {type: string}}, additionalProperties: {type: string}}",
        ],
    ];
    for [one, other] in apart {
        assert_eq!(warnings_of(one, other), [""; 0], "{one} {other}");
    }
}

/// Where responses do not keep to their lists, a missing property is no evidence against a variant.
#[test]
fn shapes_require_what_responses_keep_to() {
    let folder = tempfile::tempdir().unwrap();
    let shapes = |extension: &str| {
        let spec = folder.path().join("openapi.yaml");
        let definition = format!(
            "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\n{extension}\npaths:\n  /things:\n    get:\n      \
             responses: {{'200': {{description: One., content: {{application/json: {{schema: {{$ref: '#/components/schemas/Thing'}}}}}}}}}}\n\
             components:\n  schemas:\n    Thing:\n      oneOf:\n        \
             - {{type: object, title: A, required: [id, end], properties: {{id: {{type: string}}, end: {{type: string, nullable: true}}}}}}\n        \
             - {{type: object, title: B, required: [id], properties: {{id: {{type: string}}, note: {{type: string}}}}}}\n"
        );
        std::fs::write(&spec, definition).unwrap();
        let input = sdk_generator::Input {
            spec,
            ..Default::default()
        };
        let generated = support::generate_from(&input, "things").unwrap();
        let lines: Vec<&str> = generated.files["src/models/thing.rs"]
            .lines()
            .map(str::trim)
            .filter(|line| line.starts_with("required:"))
            .collect();
        lines.join(" ")
    };
    // Of the table and of the shape, for each variant.
    let kept = "required: &[0], required: &[1], required: &[0], required: &[],";
    assert_eq!(shapes(""), kept);
    let none = "required: &[], required: &[], required: &[], required: &[],";
    assert_eq!(shapes("x-sdk-responses-keep-required: false"), none);
}
