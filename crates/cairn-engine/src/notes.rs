//! What a reader should know besides the numbers.

use std::collections::BTreeSet;

/// One note for each event name asked for that was never stored.
pub(crate) fn unseen_names<'a>(
    asked: impl Iterator<Item = &'a str>,
    seen: &BTreeSet<String>,
) -> Vec<String> {
    let unseen: BTreeSet<&str> = asked.filter(|name| !seen.contains(*name)).collect();
    let note = |name: &str| match nearest(name, seen.iter().map(String::as_str)) {
        Some(similar) => format!("no event named `{name}` is stored; did you mean `{similar}`?"),
        None => format!("no event named `{name}` is stored"),
    };
    unseen.into_iter().map(note).collect()
}

/// The most similar of the known names, if any is similar enough to be a slip.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    const SIMILAR: f64 = 0.8;
    let similarity =
        |other: &str| strsim::jaro_winkler(&name.to_lowercase(), &other.to_lowercase());
    known
        .map(|other| (similarity(other), other))
        .filter(|(similarity, _)| *similarity >= SIMILAR)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, other)| other)
}

#[cfg(test)]
mod tests;
