//! Exercises: a stage, a diff that makes its start, and the checks that the start fails.
//!
//! A hunt starts from a stage with a fault, and its solution is the stage. An extension adds a feature to a stage.
//! Starts also prove the checks: each fails exactly those that are named for it, and in the ways that are named.

use crate::sources::{self, Sources};
use crate::{Check, FailureKind, Stage, extensions, stages, table};
use serde::{Deserialize, Deserializer, de};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::OnceLock;

/// The diff from the stage to the start.
pub const START: &str = "start.diff";

/// The diff from the start to the solution.
pub const SOLUTION: &str = "solution.diff";

const DIFFICULTIES: [&str; 3] = ["easy", "medium", "hard"];

/// An exercise, as its `exercise.toml` describes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exercise {
    /// The name of its folder in `book/exercises`.
    #[serde(skip)]
    pub name: String,
    /// The title for learners. An exercise without one is a fault for the tests alone.
    #[serde(default)]
    pub title: String,
    /// The stage that it starts from: the paths in its diffs begin with the folder of that stage.
    #[serde(deserialize_with = "stage")]
    pub stage: Stage,
    /// Whether a fault has to be found or a feature has to be added.
    pub kind: Kind,
    /// How long it takes.
    #[serde(default)]
    pub minutes: u16,
    /// From 1, easy, to 3, hard.
    #[serde(default)]
    pub difficulty: u8,
    /// The insight that one gains, in one sentence.
    #[serde(default)]
    pub goal: String,
    /// The complaint of a user, or the contract of the feature.
    #[serde(default)]
    pub task: String,
    /// The fault of a hunt, in one sentence. It is shown with the solution.
    #[serde(default)]
    pub because: String,
    /// For a hunt that is no secret: why does the stage have the lines that the diff takes out? Chapters show the diff
    /// with this question, and the fault as its answer.
    #[serde(default)]
    pub question: String,
    /// From a nudge to nearly the answer.
    #[serde(default)]
    pub hints: Vec<String>,
    /// The ids of the checks that the start fails now and then, because they depend on timing.
    #[serde(default)]
    pub may_fail: Vec<String>,
    /// The ids of the checks that the start fails, by the kind of failure. A check that fails in one way or
    /// another is listed under both.
    pub fails: BTreeMap<FailureKind, Vec<String>>,
}

/// The kinds of exercises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A fault has to be found.
    Hunt,
    /// A feature has to be added.
    Extension,
}

impl Kind {
    /// The name in lists.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::Hunt => "bug hunt",
            Kind::Extension => "extension",
        }
    }
}

impl Exercise {
    /// The files that a learner starts with.
    pub fn start(&self) -> Result<Sources, String> {
        self.start_of(stages::sources(self.stage)?)
    }

    /// The same with an earlier version of the stage.
    pub fn start_of(&self, stage: Sources) -> Result<Sources, String> {
        if self.starts_from_stage() { Ok(stage) } else { self.patched(stage, START) }
    }

    /// The files of a solution.
    pub fn solution(&self) -> Result<Sources, String> {
        match self.kind {
            Kind::Hunt => stages::sources(self.stage),
            Kind::Extension => self.solution_of(self.start()?),
        }
    }

    /// The solution of an extension, with an earlier version of the start.
    pub fn solution_of(&self, start: Sources) -> Result<Sources, String> {
        self.patched(start, SOLUTION)
    }

    /// Whether the start is the stage as it is. An extension needs no diff for its start.
    #[must_use]
    pub fn starts_from_stage(&self) -> bool {
        self.kind == Kind::Extension && !self.folder().join(START).exists()
    }

    /// Returns the ids of all checks that the start fails.
    pub fn failing_ids(&self) -> impl Iterator<Item = &str> {
        self.fails.values().flatten().map(String::as_str)
    }

    /// Returns the ways in which the start fails the check. There are none if it passes.
    #[must_use]
    pub fn kinds(&self, id: &str) -> Vec<FailureKind> {
        let groups = self.fails.iter().filter(|(_, ids)| ids.iter().any(|named| named == id));
        groups.map(|(kind, _)| *kind).collect()
    }

    /// The checks of its stage, in the order of learning, and then those of the feature.
    #[must_use]
    pub fn checks(&self) -> Vec<&'static Check> {
        let mut checks = table::of_stage(self.stage);
        checks.extend(self.own_checks());
        checks
    }

    /// The checks of the feature: those of extensions that share a topic with a named one.
    pub fn own_checks(&self) -> impl Iterator<Item = &'static Check> {
        let topics: Vec<&str> = self.failing_ids().filter_map(|id| id.split('/').next()).collect();
        extensions::all().into_iter().filter(move |check| topics.contains(&check.topic()))
    }

    /// Whether learners are offered it.
    #[must_use]
    pub fn is_offered(&self) -> bool {
        !self.title.is_empty()
    }

    /// `easy`, `medium` or `hard`.
    #[must_use]
    pub fn difficulty(&self) -> &'static str {
        DIFFICULTIES[usize::from(self.difficulty.clamp(1, 3)) - 1]
    }

    /// Its folder.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        folder().join(&self.name)
    }

    fn patched(&self, sources: Sources, file: &str) -> Result<Sources, String> {
        let path = self.folder().join(file);
        let shown = format!("book/exercises/{}/{file}", self.name);
        let diff =
            fs::read_to_string(path).map_err(|error| format!("cannot read {shown}: {error}"))?;
        sources::patched(sources, self.stage.package(), &diff)
            .map_err(|error| format!("{shown} {error}"))
    }
}

/// All exercises, by their stages. Hunts come before extensions, and easy ones before hard ones.
pub fn all() -> Result<&'static [Exercise], String> {
    static ALL: OnceLock<Result<Vec<Exercise>, String>> = OnceLock::new();
    ALL.get_or_init(read).as_deref().map_err(Clone::clone)
}

/// The exercises that learners are offered, in the same order.
pub fn offered() -> Result<Vec<&'static Exercise>, String> {
    Ok(all()?.iter().filter(|exercise| exercise.is_offered()).collect())
}

/// The reading questions about the difference between a stage and the one before.
pub fn questions(stage: Stage) -> Result<Vec<&'static Exercise>, String> {
    let asked = |it: &&Exercise| it.stage == stage && !it.question.is_empty();
    Ok(all()?.iter().filter(asked).collect())
}

fn read() -> Result<Vec<Exercise>, String> {
    let unreadable = |error: io::Error| format!("cannot read {}: {error}", folder().display());
    let mut exercises = Vec::new();
    for entry in fs::read_dir(folder()).map_err(unreadable)? {
        let name = entry.map_err(unreadable)?.file_name().to_string_lossy().into_owned();
        exercises.push(read_one(name)?);
    }
    exercises.sort_by(|one, other| {
        let order = |it: &Exercise| (it.stage, it.kind, it.difficulty);
        (order(one), &one.name).cmp(&(order(other), &other.name))
    });
    Ok(exercises)
}

fn read_one(name: String) -> Result<Exercise, String> {
    let shown = format!("book/exercises/{name}/exercise.toml");
    let text = fs::read_to_string(stages::workspace().join(&shown));
    let text = text.map_err(|error| format!("cannot read {shown}: {error}"))?;
    let exercise = toml_edit::de::from_str(&text).map_err(|error| format!("{shown}: {error}"))?;
    Ok(Exercise { name, ..exercise })
}

fn stage<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Stage, D::Error> {
    let number = u8::deserialize(deserializer)?;
    Stage::new(number).ok_or_else(|| de::Error::custom("there are seven stages"))
}

fn folder() -> PathBuf {
    stages::workspace().join("book/exercises")
}
