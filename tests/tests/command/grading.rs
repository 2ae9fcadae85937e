//! The examples of `tests/README.md` for those who grade: each is run as it stands there.
#![cfg(unix)]

use crate::Test;
use crate::programs::find;
use crate::support::{Ran, finish, stage, stage_command};
use checks::{Stage, cargo, stages};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

pub const TESTS: &[Test] = &[
    ("github_classroom", github_classroom),
    ("gitlab", gitlab),
    ("gradescope", gradescope),
    ("weights", weights),
];

/// What the examples need that is not everywhere.
pub fn is_possible() -> bool {
    find(&["jq"]).is_some() && find(&["bash"]).is_some()
}

/// `cargo stage` is the program under test, with some of its checks, and all else is for cargo.
const CARGO: &str = r#"#!/bin/sh
if [ "$1" = stage ]; then
    shift 3
    exec "$CHECKS" check 5 --only 'routing/*' "$@"
fi
exec "$REAL_CARGO" "$@" --offline
"#;

/// The block of code below this heading of the README.
fn example(heading: &str) -> String {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(readme).expect("there is a README");
    let (_, section) = readme.split_once(&format!("### {heading}\n")).expect("it has this part");
    let (_, block) = section.split_once("```").expect("it shows an example");
    let (_, block) = block.split_once('\n').expect("a block has lines");
    block.split_once("```").expect("a block has an end").0.to_string()
}

/// What follows this key in a file of YAML.
fn value(yaml: &str, key: &str) -> String {
    let value = yaml.lines().find_map(|line| line.trim_start().strip_prefix(key));
    value.unwrap_or_else(|| panic!("there is no {key} in\n{yaml}")).trim().to_string()
}

fn write_program(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("it is in a folder")).expect("a folder can be made");
    fs::write(path, text).expect("a program can be written");
    let mode = fs::Permissions::from_mode(0o755);
    fs::set_permissions(path, mode).expect("a program can be made one");
}

/// Where an example runs.
fn place() -> TempDir {
    let folder = tempfile::tempdir().expect("there is a place for files");
    write_program(&folder.path().join("bin/cargo"), CARGO);
    folder
}

/// The server of a student who has done everything right: our own.
fn good_server() -> String {
    let five = Stage::new(5).expect("there is a stage 5");
    let program = stages::executable(five).expect("the stages build");
    format!("#!/bin/sh\nexec '{}' \"$@\"\n", program.display())
}

fn run(script: &str, folder: &Path) -> Ran {
    let path = std::env::var("PATH").expect("there are programs");
    let mut command = Command::new("bash");
    command.arg("-c").arg(script).current_dir(folder);
    command.env("PATH", format!("{}:{path}", folder.join("bin").display()));
    command.env("CHECKS", stage_command(&[]).get_program());
    command.env("REAL_CARGO", std::env::var_os("CARGO").unwrap_or("cargo".into()));
    command.envs(cargo::target_folder().map(|folder| ("CARGO_TARGET_DIR", folder)));
    finish(command)
}

fn github_classroom() {
    let folder = place();
    let mut new = stage_command(&["new", "server", "--from", "5"]);
    let made = finish({
        new.current_dir(folder.path());
        new
    });
    assert_eq!(made.code, Some(0), "{made:?}");
    let output = folder.path().join("output");
    let script = script(&example("GitHub Classroom"));
    let main = folder.path().join("server/src/main.rs");
    for is_good in [true, false] {
        let ran =
            run(&format!("export GITHUB_OUTPUT='{}'\n{script}", output.display()), folder.path());
        assert_eq!(ran.code, Some(0), "{ran:?}");
        let report = classroom_report(&output);
        assert_eq!(report["status"], if is_good { "pass" } else { "fail" });
        assert_eq!(report["tests"][0]["name"], "routing/home");
        let tests = report["tests"].as_array().expect("there is a list of tests");
        let score: u64 = tests.iter().filter_map(|test| test["score"].as_u64()).sum();
        let expected = if is_good { report["max_score"].as_u64() } else { Some(0) };
        assert_eq!(Some(score), expected, "{report}");
        fs::write(&main, "fn main() {}\n").expect("a source can be written");
        fs::remove_file(&output).expect("there is an output");
    }
}

/// The commands of the step that has several.
fn script(yaml: &str) -> String {
    let (_, lines) = yaml.split_once("run: |\n").expect("a step has commands");
    let lines = lines.lines().take_while(|line| line.starts_with("          "));
    lines.map(|line| format!("{line}\n")).collect()
}

/// The result of the step, as the reporter of GitHub Classroom reads it.
fn classroom_report(output: &Path) -> Value {
    let decode = format!("sed -n 's/^result=//p' '{}' | base64 --decode", output.display());
    let ran = run(&decode, output.parent().expect("it is in a folder"));
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
}

fn gitlab() {
    let yaml = example("GitLab");
    let folder = place();
    let report = folder.path().join(value(&yaml, "junit: "));
    for (server, code, failed) in
        [(good_server(), 0, false), ("#!/bin/sh\nexit 3\n".to_string(), 2, true)]
    {
        write_program(&folder.path().join("my-server"), &server);
        let ran = run(&value(&yaml, "- cargo ").replacen("stage", "cargo stage", 1), folder.path());
        assert_eq!(ran.code, Some(code), "{ran:?}");
        let text =
            fs::read_to_string(&report).expect("there is a report where GitLab looks for it");
        let document = roxmltree::Document::parse(&text).expect("it is XML");
        let errors = document.root_element().attribute("errors").expect("errors are counted");
        assert_eq!(errors != "0", failed, "{text}");
    }
}

fn gradescope() {
    let folder = place();
    let root = folder.path().join("autograder");
    for part in ["source", "results"] {
        fs::create_dir_all(root.join(part)).expect("a folder can be made");
    }
    let script = example("Gradescope").replace("/autograder", &root.display().to_string());
    let bad_server = "#!/bin/sh\nexit 3\n".to_string();
    for (server, status) in [(good_server(), "passed"), (bad_server, "failed")] {
        write_program(&root.join("submission/server"), &server);
        let ran = run(&script, folder.path());
        let results = fs::read(root.join("results/results.json"));
        let results = results.unwrap_or_else(|error| panic!("{error}: {ran:?}"));
        let results: Value = serde_json::from_slice(&results).expect("the results are JSON");
        let test = &results["tests"][0];
        let (score, max_score) = (test["score"].as_u64(), test["max_score"].as_u64());
        assert!(max_score > Some(10), "{results}");
        assert_eq!(score, if status == "passed" { max_score } else { Some(0) }, "{test}");
        assert_eq!(results["score"].as_u64(), score, "{results}");
        assert_eq!((&test["name"], &test["status"]), (&"routing".into(), &status.into()));
        let output = test["output"].as_str().expect("a test has an output");
        assert_eq!(output.contains("not-run routing/echo: "), status == "failed", "{output}");
    }
}

fn weights() {
    let folder = tempfile::tempdir().expect("there is a place for files");
    let file = folder.path().join("weights.toml");
    fs::write(&file, example("Points")).expect("a file can be written");
    let file = file.to_str().expect("the path is text");
    let sheet = stage(&["list", "--checks", "4", "--format", "csv", "--weights", file]);
    for (id, points) in [("routing/echo", "2"), ("files/upload-is-atomic", "5"), ("cli/quiet", "0")]
    {
        let row = sheet.stdout.lines().find(|line| line.starts_with(&format!("{id},")));
        let row = row.unwrap_or_else(|| panic!("no {id}: {sheet:?}"));
        assert!(row.ends_with(&format!(",{points}")), "{row}");
    }
    let only =
        ["check", "3", "--only", "routing/echo-empty", "--format", "json", "--weights", file];
    let report: Value = serde_json::from_str(&stage(&only).stdout).expect("the report is JSON");
    assert_eq!(
        (&report["summary"]["points"], &report["checks"][0]["points"]),
        (&2.into(), &2.into())
    );
}
