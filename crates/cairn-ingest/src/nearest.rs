//! The name that somebody most likely meant.

use std::fmt;

/// The name of `candidates` nearest to `name`, if any is near.
pub(crate) fn nearest<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    const NEAR: f64 = 0.75;
    let lower = name.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| {
            let similarity = strsim::jaro_winkler(&lower, &candidate.to_lowercase());
            (similarity, candidate)
        })
        .filter(|(similarity, _)| *similarity >= NEAR)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, candidate)| candidate)
}

/// The end of an error message: `; did you mean …?`, or nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DidYouMean(Option<String>);

impl DidYouMean {
    pub(crate) fn among<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Self {
        Self(nearest(name, candidates).map(str::to_owned))
    }

    /// The nearest name, if any is near.
    pub fn name(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

impl fmt::Display for DidYouMean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(name) => write!(f, "; did you mean `{name}`?"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
