//! The name that was probably meant.

/// From this likeness on, a name may have been meant. 1 is the name itself.
const LIKELY: f64 = 0.5;

/// What an error adds to a wrong name: the nearest right one, where any is like it.
pub fn nearest<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    let scored =
        names.into_iter().map(|name| (strsim::normalized_damerau_levenshtein(wrong, name), name));
    let best = scored.max_by(|(one, _), (other, _)| one.total_cmp(other));
    match best {
        Some((likeness, name)) if likeness >= LIKELY => format!("; the nearest is `{name}`"),
        _ => String::new(),
    }
}
