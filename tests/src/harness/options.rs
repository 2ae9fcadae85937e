//! The command-line options of the course. Everything that knows options takes them from here.

use crate::{Stage, Stages};

/// A command-line option of the stages.
#[derive(Debug)]
pub struct CourseOption {
    /// As it is typed: `--timeout`.
    pub name: &'static str,
    /// Its value. `None` if it takes none.
    pub value: Option<Value>,
    /// The stages that know it.
    pub stages: Stages,
    /// Its effect, in a few words.
    pub effect: &'static str,
}

/// The value of an option.
#[derive(Clone, Copy, Debug)]
pub struct Value {
    /// Its name in a help text: `SECONDS`.
    pub name: &'static str,
    /// One that does no harm, to try whether a server knows the option.
    pub harmless: &'static str,
}

/// All options but `--help`, which ends the server. Each stage from 4 on knows that one.
pub const OPTIONS: [CourseOption; 8] = [
    option("--directory", Some(("DIR", "files")), Stages::since(4), "the folder behind `/files/`"),
    option("--www", Some(("DIR", ".")), Stages::since(4), "the folder of static pages"),
    option("--quiet", None, Stages::since(4), "no access log"),
    option("--timeout", Some(("SECONDS", "30")), Stages::since(5), "the longest wait for a client"),
    option("--workers", Some(("N", "4")), Stages::between(6, 7), "requests served at a time"),
    option("--queue", Some(("N", "16")), Stages::between(6, 7), "connections that may wait"),
    option("--loops", Some(("N", "1")), Stages::EVENT_LOOP, "the number of event loops"),
    option(
        "--max-connections",
        Some(("N", "1000")),
        Stages::EVENT_LOOP,
        "connections that may be open",
    ),
];

const fn option(
    name: &'static str,
    value: Option<(&'static str, &'static str)>,
    stages: Stages,
    effect: &'static str,
) -> CourseOption {
    let value = match value {
        Some((name, harmless)) => Some(Value { name, harmless }),
        None => None,
    };
    CourseOption { name, value, stages, effect }
}

/// The options as a table in Markdown.
#[must_use]
pub fn table() -> String {
    let rows = OPTIONS.iter().map(|option| {
        let value = option.value.map(|value| format!(" {}", value.name)).unwrap_or_default();
        let stages = option.stages.names();
        format!("| `{}{value}` | {} | {stages} |\n", option.name, option.effect)
    });
    format!("| Option | Effect | Stages |\n|---|---|---|\n{}", rows.collect::<String>())
}

impl Stage {
    /// Whether it knows this option of the course.
    #[must_use]
    pub fn takes(self, option: &str) -> bool {
        OPTIONS.iter().any(|known| known.name == option && known.stages.contains(self))
    }

    /// Whether it knows any option, and therefore `--help`.
    #[must_use]
    pub fn takes_options(self) -> bool {
        OPTIONS.iter().any(|option| option.stages.contains(self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_can_be_dropped() {
        let stage = |number| Stage::new(number).expect("this is a stage");
        assert!(stage(7).takes("--workers") && !stage(7).takes("--loops"));
        assert!(!Stage::EVENT_LOOP.takes("--workers") && Stage::EVENT_LOOP.takes("--loops"));
        assert!(stage(4).takes_options() && !stage(3).takes_options());
    }
}
