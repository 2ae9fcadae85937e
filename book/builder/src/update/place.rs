//! Finds the step for each part of what is missing.

use super::remainder::{Edit, Part, origins, parts};
use super::words::Names;
use crate::Files;
use std::collections::BTreeMap;
use std::ops::Range;

/// The states after each step, so that the last one is `end`, and what was put where.
pub(super) fn place(states: &[Files], end: &Files, names: &[&str]) -> (Vec<Files>, Vec<String>) {
    let Some(last) = states.last() else { return (Vec::new(), Vec::new()) };
    let parts = parts(last, end);
    let mut placing = Placing { states, last, parts: &parts, steps: BTreeMap::new() };
    placing.place_all();
    let messages = (0..parts.len()).map(|part| placing.message(part, names)).collect();
    let states = (0..states.len()).map(|state| placing.state(state)).collect();
    (states, messages)
}

struct Placing<'a> {
    states: &'a [Files],
    last: &'a Files,
    parts: &'a [Part],
    /// The first state that has the part, and whether a place was found for it.
    steps: BTreeMap<usize, (usize, bool)>,
}

impl Placing<'_> {
    /// What is named by others comes after them, for as long as that finds more places.
    fn place_all(&mut self) {
        let mut placed = usize::MAX;
        while placed != self.steps.len() {
            placed = self.steps.len();
            for part in 0..self.parts.len() {
                if !self.steps.contains_key(&part)
                    && let Some(step) = self.earliest(part, true)
                {
                    self.steps.insert(part, (step, true));
                }
            }
        }
        // What nobody names goes where its neighbours are.
        for part in 0..self.parts.len() {
            if !self.steps.contains_key(&part) {
                let step = self.earliest(part, false);
                let fallback = self.states.len() - 1;
                self.steps.insert(part, (step.unwrap_or(fallback), step.is_some()));
            }
        }
    }

    /// The first state from which on the part fits into all of them.
    fn earliest(&self, part: usize, by_name: bool) -> Option<usize> {
        let names = Names::of(&self.parts[part], &self.gone(part));
        let fits = |state: &usize| {
            let is_suitable = || {
                let text = self.came(part);
                names.suit(&self.with(*state, part), &text)
            };
            self.spot(*state, part).is_some() && (!by_name || is_suitable())
        };
        let fitting = (0..self.states.len()).rev().take_while(fits);
        fitting.last()
    }

    fn gone(&self, part: usize) -> String {
        let Part { path, edit, .. } = &self.parts[part];
        let text = self.last.get(path).map(String::as_str).unwrap_or_default();
        match edit {
            Edit::Lines(gone, _) => {
                text.split_inclusive('\n').skip(gone.start).take(gone.len()).collect()
            }
            Edit::File(_) => text.to_string(),
        }
    }

    fn came(&self, part: usize) -> String {
        match &self.parts[part].edit {
            Edit::Lines(_, came) => came.concat(),
            Edit::File(text) => text.clone().unwrap_or_default(),
        }
    }

    /// The lines of the state that the part replaces, where it has those of the last state.
    fn spot(&self, state: usize, part: usize) -> Option<Range<usize>> {
        let Part { path, edit, .. } = &self.parts[part];
        let Edit::Lines(gone, _) = edit else { return Some(0..0) };
        let origins = origins(path, self.states[state].get(path)?, self.last.get(path)?);
        if !gone.is_empty() {
            let first = origins[gone.start]?;
            let stay = gone.clone().all(|line| origins[line] == Some(first + line - gone.start));
            return stay.then(|| first..first + gone.len());
        }
        let at = match gone.start.checked_sub(1) {
            Some(previous) => origins[previous]? + 1,
            None => 0,
        };
        Some(at..at)
    }

    /// A state with all parts that have been placed, as far as they are in it.
    fn state(&self, state: usize) -> Files {
        self.files(state, |part| self.steps.get(&part).is_some_and(|(step, _)| *step <= state))
    }

    /// The same with one part more.
    fn with(&self, state: usize, more: usize) -> Files {
        let is_in = |part| self.steps.get(&part).is_some_and(|(step, _)| *step <= state);
        self.files(state, |part| part == more || is_in(part))
    }

    /// From the last part to the first, so that the lines of those that are to follow stay where they are.
    fn files(&self, state: usize, wanted: impl Fn(usize) -> bool) -> Files {
        let mut files = self.states[state].clone();
        for (index, part) in self.parts.iter().enumerate().rev().filter(|(index, _)| wanted(*index))
        {
            match &part.edit {
                Edit::File(None) => {
                    files.remove(&part.path);
                }
                Edit::File(Some(text)) => {
                    files.insert(part.path.clone(), text.clone());
                }
                Edit::Lines(_, came) => {
                    let Some(spot) = self.spot(state, index) else { continue };
                    let text = files.remove(&part.path).unwrap_or_default();
                    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
                    lines.splice(spot, came.iter().map(String::as_str));
                    files.insert(part.path.clone(), lines.concat());
                }
            }
        }
        files
    }

    fn message(&self, part: usize, names: &[&str]) -> String {
        let (step, found) = self.steps.get(&part).copied().unwrap_or_default();
        let (came, gone) = (self.came(part), self.gone(part));
        let (text, what) =
            if came.trim().is_empty() { (gone, "loses") } else { (came, "takes up") };
        let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        let path = &self.parts[part].path;
        let name = names.get(step).copied().unwrap_or_default();
        let place = if found { "" } else { ", as the last: it found no place in the others" };
        format!("{name}: {what} `{line}` in `{path}`{place}")
    }
}
