//! Patches of a small crate after its end has changed.

use super::*;

const BASE: &str = "fn main() {}\n";

const FIRST: &str =
    "fn main() {\n    one();\n}\n\nfn one() {\n    let count = 1;\n    print(count);\n}\n";

const SECOND: &str = "fn main() {\n    one();\n    two();\n}\n\nfn one() {\n    let count = 1;\n    print(count);\n}\n\nfn two() {\n    print(2);\n}\n";

const THIRD: &str = "use std::io;\n\nfn main() {\n    one();\n    two();\n}\n\nfn one() {\n    let count = 1;\n    print(count);\n}\n\nfn two() {\n    io::three();\n    print(2);\n}\n";

fn files(text: &str) -> Files {
    Files::from([("src/main.rs".to_string(), text.to_string())])
}

fn patches() -> Vec<Patch> {
    let states = [BASE, FIRST, SECOND, THIRD].map(files);
    let names = ["01-one", "02-two", "03-three"];
    let patch = |(name, states): (&&str, &[Files])| {
        ((*name).to_string(), write::patch(&states[0], &states[1]))
    };
    names.iter().zip(states.windows(2)).map(patch).collect()
}

/// The file after each step, once the end has changed.
fn states(base: &str, end: &str) -> (Vec<String>, Vec<String>) {
    let updated = update(&files(base), &patches(), &files(end)).expect("these are patches");
    let mut state = files(base);
    let mut texts = Vec::new();
    for (name, patch) in &updated.patches {
        state =
            steps::patched(state, patch).unwrap_or_else(|error| panic!("{name}: {error}\n{patch}"));
        texts.push(state["src/main.rs"].clone());
    }
    assert_eq!(texts[2], end);
    let again = update(&files(base), &updated.patches, &files(end)).expect("these are patches");
    assert_eq!(again, Updated { patches: updated.patches, messages: Vec::new() });
    (texts, updated.messages)
}

#[test]
fn nothing_changes_where_nothing_has_changed() {
    let (_, messages) = states(BASE, THIRD);
    assert!(messages.is_empty());
    let unchanged = update(&files(BASE), &patches(), &files(THIRD)).expect("these are patches");
    assert_eq!(unchanged.patches, patches());
}

#[test]
fn a_line_changes_in_the_step_that_brought_it() {
    let (one, other) = ("let count = 1;", "let count = 11;");
    let (texts, messages) = states(BASE, &THIRD.replace(one, other));
    assert_eq!(texts[0], FIRST.replace(one, other));
    assert_eq!(texts[1], SECOND.replace(one, other));
    assert_eq!(messages, ["01-one: takes up `let count = 11;` in `src/main.rs`"]);
}

#[test]
fn a_line_goes_from_all_steps() {
    let end = THIRD.replace("    print(count);\n", "");
    let (texts, _) = states(BASE, &end);
    assert_eq!(texts[0], FIRST.replace("    print(count);\n", ""));
    assert_eq!(texts[1], SECOND.replace("    print(count);\n", ""));
}

#[test]
fn a_function_comes_where_it_is_called() {
    let function = "\nfn last() {\n    print(3);\n}\n";
    let end = THIRD.replace("    print(2);", "    print(2);\n    last();") + function;
    let (texts, messages) = states(BASE, &end);
    assert_eq!(texts[0], FIRST);
    let second = SECOND.replace("    print(2);", "    print(2);\n    last();") + function;
    assert_eq!(texts[1], second, "{messages:?}");
}

#[test]
fn a_function_that_nobody_calls_comes_with_its_neighbour() {
    let end = THIRD.to_string() + "\nfn last() {}\n";
    let (texts, messages) = states(BASE, &end);
    assert_eq!(texts[0], FIRST);
    assert_eq!(texts[1], SECOND.to_string() + "\nfn last() {}\n");
    assert_eq!(messages, ["02-two: takes up `fn last() {}` in `src/main.rs`"]);
}

#[test]
fn an_import_comes_with_its_use() {
    let end = THIRD
        .replace("use std::io;\n", "use std::fs;\nuse std::io;\n")
        .replace("io::three();", "io::three();\n    fs::four();");
    let (texts, _) = states(BASE, &end);
    assert_eq!(texts[..2], [FIRST, SECOND]);
}

#[test]
fn a_base_that_has_changed_is_led_to_the_end_as_well() {
    let base = "//! New.\n\nfn main() {}\n";
    let end = format!("//! New.\n\n{THIRD}");
    let (texts, _) = states(base, &end);
    assert_eq!(texts[0], format!("//! New.\n\n{FIRST}"));
    assert_eq!(texts[1], format!("//! New.\n\n{SECOND}"));
}

#[test]
fn a_line_that_the_base_has_otherwise_still_gives_way() {
    let base = "// A.\n\nfn main() { x() }\n\n// B.\n";
    let after = "// A.\n\nfn main() {\n    one();\n}\n\n// B.\n";
    let patch = write::patch(&files(&base.replace("x()", "y()")), &files(after));
    let (applied, lost) = apply::leniently(&files(base), &patch).expect("it is a patch");
    assert_eq!((applied, lost), (files(after), Vec::new()));
}

#[test]
fn what_has_lost_its_place_is_said_and_taken_up() {
    let base = "fn other() {\n    x();\n}\n";
    let updated = update(&files(base), &patches(), &files(THIRD)).expect("these are patches");
    assert!(updated.messages.iter().any(|message| message.contains("has lost its place")));
    let last = updated
        .patches
        .iter()
        .try_fold(files(base), |state, (_, patch)| steps::patched(state, patch));
    assert_eq!(last, Ok(files(THIRD)));
}

#[test]
fn files_come_with_their_module_and_go_with_it() {
    let mut end = files(&THIRD.replace("use std::io;\n", "mod two;\n\nuse std::io;\n"));
    end.insert("src/two.rs".to_string(), "pub fn f() {}\n".to_string());
    let updated = update(&files(BASE), &patches(), &end).expect("these are patches");
    let second = &updated.patches[1].1;
    assert!(
        second.contains("+++ b/src/two.rs") || updated.patches[2].1.contains("+++ b/src/two.rs")
    );
    let without = update(&files(BASE), &updated.patches, &files(THIRD)).expect("these are patches");
    assert!(without.patches.iter().all(|(_, patch)| !patch.contains("two.rs")));
}
