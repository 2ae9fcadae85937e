//! The reports for programs: JSON against its schema, XML against the needs of `JUnit` readers.

use crate::Test;
use crate::schema::violations;
use crate::support::stage_with_python;
use roxmltree::{Document, Node};
use serde_json::Value;
use std::fs;
use std::path::Path;

pub const TESTS: &[Test] = &[
    ("json", json),
    ("json_of_a_server_that_never_starts", json_of_a_server_that_never_starts),
    ("junit", junit),
    ("junit_survives_odd_bytes", junit_survives_odd_bytes),
    ("output_file", output_file),
];

/// Two checks. The servers that are wrong pass at most one of them.
const TWO: [&str; 4] = ["--only", "hardcoded/status-line", "--only", "hardcoded/content-length"];

fn report(format: &str, options: &[&str], way: &str) -> (String, Option<i32>) {
    let arguments = [&["check", "2", "--format", format], options].concat();
    let ran = stage_with_python(&arguments, &["broken.py", way]);
    (ran.stdout, ran.code)
}

fn parse(report: &str) -> Value {
    let value = serde_json::from_str(report).unwrap_or_else(|error| panic!("{error}: {report}"));
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/report.schema.json");
    let schema = fs::read(schema).expect("the schema can be read");
    let schema = serde_json::from_slice(&schema).expect("the schema is JSON");
    let found = violations(&schema, &value, "report");
    assert!(found.is_empty(), "{found:#?}\n{report}");
    value
}

fn json() {
    let (text, code) = report("json", &TWO, "failing");
    assert_eq!(code, Some(1));
    let report = parse(&text);
    assert_eq!(report["summary"]["points"], 1);
    assert_eq!(report["summary"]["max_points"], 2);
    let apart = |basis: &str| report["summary"][basis]["max_points"].as_u64();
    assert_eq!(apart("http").zip(apart("course")).map(|(http, course)| http + course), Some(2));
    assert_eq!(report["name"], "broken");
    assert_eq!(report["checks"][1]["basis"], "must");
    assert_eq!(report["checks"][1]["id"], "hardcoded/content-length");
    assert_eq!(report["checks"][1]["outcome"], "failed");
    assert!(report["checks"][1]["report"].as_str().is_some_and(|text| text.contains("Grüße")));
    assert!(!text.contains("stage02"), "someone's server is no stage of ours: {text}");
}

fn json_of_a_server_that_never_starts() {
    let (text, code) = report("json", &TWO, "never-starting");
    assert_eq!(code, Some(2));
    let report = parse(&text);
    assert!(report["error"].as_str().is_some_and(|error| error.contains("no database")));
    assert_eq!(report["summary"]["not_run"], 2);
    assert_eq!(report["summary"]["points"], 0);
    assert_eq!(report["summary"]["max_points"], 2);
}

fn junit() {
    let (text, code) = report("junit", &TWO, "failing");
    assert_eq!(code, Some(1));
    let document = Document::parse(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    expect_junit(document.root_element());
    let failures = document.descendants().filter(|node| node.has_tag_name("failure"));
    assert_eq!(failures.count(), 1);
    assert!(text.contains("classname=\"broken.hardcoded\""), "{text}");
    assert!(!text.contains("stage02"), "someone's server is no stage of ours: {text}");
}

/// The text of a failure has bytes from the server in it, and XML cannot have them all.
fn junit_survives_odd_bytes() {
    let (text, code) = report("junit", &TWO, "shouting");
    assert_eq!(code, Some(1));
    let document = Document::parse(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    expect_junit(document.root_element());
}

/// The structure that Jenkins' schema for `JUnit`, and GitLab's reader, ask for.
fn expect_junit(root: Node) {
    expect(root, "testsuites", &["name", "tests", "failures", "errors", "time"]);
    for suite in root.children().filter(Node::is_element) {
        expect(suite, "testsuite", &["name", "tests", "failures", "errors", "skipped", "time"]);
        let cases: Vec<_> = suite.children().filter(Node::is_element).collect();
        assert_eq!(suite.attribute("tests"), Some(&*cases.len().to_string()));
        for case in cases {
            expect(case, "testcase", &["name", "classname", "time"]);
            let results = case.children().filter(Node::is_element);
            let results = results.filter(|node| !node.has_tag_name("properties"));
            let results: Vec<_> = results.collect();
            assert!(results.len() <= 1, "a test case has one result at most");
            results.into_iter().for_each(expect_result);
        }
    }
}

fn expect_result(result: Node) {
    let name = result.tag_name().name();
    assert!(["failure", "error", "skipped"].contains(&name), "{name} is no result");
    assert!(result.attribute("message").is_some_and(|message| !message.is_empty()));
}

fn expect(node: Node, name: &str, attributes: &[&str]) {
    assert!(node.has_tag_name(name), "expected {name}, but got {:?}", node.tag_name());
    for attribute in attributes {
        let value = node.attribute(*attribute);
        let value = value.unwrap_or_else(|| panic!("{name} has no {attribute}"));
        let is_number = ["tests", "failures", "errors", "skipped", "time"].contains(attribute);
        assert!(!is_number || value.parse::<f64>().is_ok(), "{attribute} is {value}");
    }
}

/// With a file for the report, the lines for people go to stdout.
fn output_file() {
    let folder = tempfile::tempdir().expect("there is a place for files");
    let path = folder.path().join("report.json");
    let options = [&TWO[..], &["--output", path.to_str().expect("the path is text")]].concat();
    let (text, code) = report("json", &options, "failing");
    assert_eq!(code, Some(1));
    assert!(text.starts_with("Passed: hardcoded 1\n"), "{text}");
    parse(&fs::read_to_string(path).expect("there is a report"));
}
