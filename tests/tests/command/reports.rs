//! The reports for programs: JSON against its schema, XML against what readers of `JUnit` expect.

use crate::Test;
use crate::schema::violations;
use crate::support::stage_with_python;
use roxmltree::{Document, Node};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

pub const TESTS: &[Test] = &[
    ("json", json),
    ("json_of_a_server_that_never_starts", json_of_a_server_that_never_starts),
    ("junit", junit),
    ("junit_survives_odd_bytes", junit_survives_odd_bytes),
    ("output_file", output_file),
];

/// These need xmllint, which knows XML schemas.
pub const SCHEMA_TESTS: &[Test] = &[
    ("junit_follows_its_schema", junit_follows_its_schema),
    ("junit_schema_refuses", junit_schema_refuses),
];

/// Two checks of which the servers that are wrong pass one at most.
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
    assert_eq!(report["checks"][1]["id"], "hardcoded/content-length");
    assert_eq!(report["checks"][1]["outcome"], "failed");
    assert!(report["checks"][1]["report"].as_str().is_some_and(|text| text.contains("Grüße")));
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
}

/// The text of a failure has bytes from the server in it, and XML cannot have them all.
fn junit_survives_odd_bytes() {
    let (text, code) = report("junit", &TWO, "shouting");
    assert_eq!(code, Some(1));
    let document = Document::parse(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    expect_junit(document.root_element());
}

pub fn can_validate() -> bool {
    Command::new("xmllint").arg("--version").stderr(Stdio::null()).status().is_ok()
}

/// Whether the report follows the schema, and what xmllint says of it.
fn validate(report: &str) -> (bool, String) {
    let folder = tempfile::tempdir().expect("there is a place for files");
    let path = folder.path().join("report.xml");
    fs::write(&path, report).expect("the report can be written");
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/report.junit.xsd");
    let mut command = Command::new("xmllint");
    let output = command.args(["--noout", "--schema"]).arg(schema).arg(path).output();
    let output = output.expect("xmllint can be run");
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn junit_follows_its_schema() {
    for way in ["failing", "shouting", "never-starting"] {
        let (text, _) = report("junit", &TWO, way);
        let (is_valid, said) = validate(&text);
        assert!(is_valid, "{way}: {said}\n{text}");
    }
}

fn junit_schema_refuses() {
    let (text, _) = report("junit", &TWO, "failing");
    for (part, other) in
        [("tests=\"2\"", ""), ("<failure", "<fault"), ("classname=\"stage02.", "classname=\"")]
    {
        assert!(text.contains(part), "{part} is not in {text}");
        let (is_valid, said) = validate(&text.replace(part, other));
        assert!(!is_valid, "{part} may be missing: {said}");
    }
}

/// The structure that Jenkins' schema for `JUnit`, and GitLab's reader, ask for.
fn expect_junit(root: Node) {
    expect(root, "testsuites", &["name", "tests", "failures", "errors", "skipped", "time"]);
    for suite in root.children().filter(Node::is_element) {
        expect(suite, "testsuite", &["name", "tests", "failures", "errors", "skipped", "time"]);
        let cases: Vec<_> = suite.children().filter(Node::is_element).collect();
        assert_eq!(suite.attribute("tests"), Some(&*cases.len().to_string()));
        for case in cases {
            expect(case, "testcase", &["name", "classname", "time"]);
            let results: Vec<_> = case.children().filter(Node::is_element).collect();
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
    assert!(text.starts_with("[1/2] ok   hardcoded/status-line\n"), "{text}");
    parse(&fs::read_to_string(path).expect("there is a report"));
}
