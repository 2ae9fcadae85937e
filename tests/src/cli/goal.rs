//! What a server is checked for: a stage, or an exercise on a stage.

use super::arguments::parse_stage;
use checks::exercise::{self, Exercise};
use checks::suggest::{did_you_mean, nearest};
use checks::{Check, Stage, table};
use clap::builder::{PossibleValue, TypedValueParser};
use std::ffi::OsStr;

/// A stage, or an exercise.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Goal {
    Stage(Stage),
    Exercise(&'static Exercise),
}

impl Goal {
    /// The stage, or that of the exercise.
    pub(crate) fn stage(self) -> Stage {
        match self {
            Goal::Stage(stage) => stage,
            Goal::Exercise(exercise) => exercise.stage,
        }
    }

    pub(crate) fn exercise(self) -> Option<&'static Exercise> {
        match self {
            Goal::Stage(_) => None,
            Goal::Exercise(exercise) => Some(exercise),
        }
    }

    /// The name that a user types: `5` or `reads-once`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Goal::Stage(stage) => stage.name(),
            Goal::Exercise(exercise) => &exercise.name,
        }
    }

    /// The name in a sentence: `stage 5` or `the exercise reads-once`.
    pub(crate) fn title(self) -> String {
        match self {
            Goal::Stage(stage) => stage.title(),
            Goal::Exercise(exercise) => format!("the exercise {}", exercise.name),
        }
    }

    /// Its checks, in the order of learning.
    pub(crate) fn checks(self) -> Vec<&'static Check> {
        match self {
            Goal::Stage(stage) => table::of_stage(stage),
            Goal::Exercise(exercise) => exercise.checks(),
        }
    }
}

/// The parser of a goal, for clap. Shells complete what it accepts.
#[derive(Clone)]
pub(crate) struct GoalParser;

impl TypedValueParser for GoalParser {
    type Value = Goal;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<Goal, clap::Error> {
        TypedValueParser::parse_ref(&parse_goal, command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let stages = Stage::SERVERS.into_iter();
        let stages = stages.map(|stage| PossibleValue::new(stage.name()).help(stage.lesson()));
        Some(Box::new(stages.chain(ExerciseParser.possible_values()?)))
    }
}

/// The parser of the name of an exercise.
#[derive(Clone)]
pub(crate) struct ExerciseParser;

impl TypedValueParser for ExerciseParser {
    type Value = &'static Exercise;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<&'static Exercise, clap::Error> {
        TypedValueParser::parse_ref(&parse_exercise, command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let exercises = exercise::offered().unwrap_or_default().into_iter();
        Some(Box::new(
            exercises.map(|it| PossibleValue::new(it.name.as_str()).help(it.title.as_str())),
        ))
    }
}

fn parse_goal(text: &str) -> Result<Goal, String> {
    let wrong = match parse_stage(text) {
        Ok(stage) => return Ok(Goal::Stage(stage)),
        Err(wrong) => wrong,
    };
    parse_exercise(text).map(Goal::Exercise).map_err(|error| {
        // A number or the name of a stage was meant, unless the name of an exercise is near.
        if error.contains("did you mean") { error } else { wrong }
    })
}

fn parse_exercise(text: &str) -> Result<&'static Exercise, String> {
    let exercises = exercise::offered()?;
    if let Some(exercise) = exercises.iter().find(|exercise| exercise.name == text) {
        return Ok(exercise);
    }
    let near = nearest(text, exercises.iter().map(|exercise| exercise.name.as_str()));
    let all = "; `cargo stage exercise list` names them all".to_string();
    let help = if near.is_empty() { all } else { did_you_mean(&near) };
    Err(format!("there is no such exercise{help}"))
}
