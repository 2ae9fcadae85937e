//! Steps of a small crate after its base or its end has changed.

use super::*;
use std::path::PathBuf;

const BASE: &str = "//! A.\n\nfn main() {}\n";

const FIRST: &str = "//! A.\n\nfn main() {\n    one();\n}\n\nfn one() {\n    let count = 1;\n    check();\n    print(count);\n}\n";

const SECOND: &str = "//! A.\n\nfn main() {\n    one();\n    two();\n}\n\nfn one() {\n    let count = 2;\n    \
    check();\n    print(count);\n}\n\nfn two() {\n    print(2);\n}\n";

fn files(text: &str) -> Files {
    Files::from([("src/main.rs".to_string(), text.to_string())])
}

fn steps() -> Vec<Step> {
    let states = [BASE, FIRST, SECOND].map(files);
    let step = |(name, states): (&str, &[Files])| {
        let [before, after] = [states[0].clone(), states[1].clone()];
        Step {
            chapter: Stage::ALL[0],
            name: name.to_string(),
            patch: PathBuf::new(),
            before,
            after,
        }
    };
    ["01-one", "02-two"].into_iter().zip(states.windows(2)).map(step).collect()
}

/// The file after the first step, and the messages. The patches have to lead to the end.
fn first(base: &str, end: &str, from: usize) -> (String, Vec<String>) {
    let (new, messages) = updated(&steps(), files(base), files(end), from);
    let mut state = files(base);
    for step in &new {
        let patch = patch(&step.before, &step.after);
        state = steps::patched(state, &patch).unwrap_or_else(|error| panic!("{error}\n{patch}"));
        assert_eq!(state, step.after);
    }
    assert_eq!(state, files(end));
    (new[0].after["src/main.rs"].clone(), messages)
}

#[test]
fn nothing_changes_if_the_stage_is_the_same() {
    assert_eq!(updated(&steps(), files(BASE), files(SECOND), 0), (steps(), Vec::new()));
}

#[test]
fn a_change_goes_back_to_the_step_that_brought_the_lines() {
    let change = |text: &str| text.replace("print(count)", "show(count)");
    assert_eq!(first(BASE, &change(SECOND), 0), (change(FIRST), Vec::new()));
    assert_eq!(first(BASE, &change(SECOND), 1), (FIRST.to_string(), Vec::new()));
    let later = SECOND.replace("print(2)", "print(3)");
    assert_eq!(first(BASE, &later, 0), (FIRST.to_string(), Vec::new()));
}

#[test]
fn a_step_with_other_lines_keeps_them_and_is_named() {
    let (text, messages) = first(BASE, &SECOND.replace("count = 2", "count = 3"), 0);
    assert_eq!(text, FIRST);
    assert_eq!(
        messages,
        [
            "01-one: keeps `let count = 1;` in `src/main.rs`, where the next step has `let count = 3;`: is that right?"
        ]
    );
}

#[test]
fn a_change_of_the_base_goes_forward() {
    let change = |text: &str| text.replace("//! A.", "//! B.");
    assert_eq!(first(&change(BASE), &change(SECOND), 0), (change(FIRST), Vec::new()));
}

#[test]
fn files_come_and_go() {
    let mut end = files(SECOND);
    end.insert("src/two.rs".to_string(), "fn two() {}\n".to_string());
    let (with, _) = updated(&steps(), files(BASE), end, 1);
    let patch = patch(&with[1].before, &with[1].after);
    assert!(patch.contains("new file mode 100644\n--- /dev/null\n+++ b/src/two.rs\n"), "{patch}");
    let (without, _) = updated(&with, files(BASE), files(SECOND), 0);
    assert_eq!(without, steps());
}
