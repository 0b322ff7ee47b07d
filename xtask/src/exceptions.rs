//! `xtask/exceptions.txt`: what is let pass, and why. The list may only shrink.
//!
//! A line is a path, a rule and a reason, separated by blanks. An exception that lets nothing pass any more
//! is itself a finding, so none stays longer than it is needed.

use crate::finding::Finding;

/// Where the list lies.
pub(crate) const LIST: &str = "xtask/exceptions.txt";

/// Takes out the findings that are let pass; adds one for each line of the list that is unreadable, or
/// belongs to one of `rules` and matches nothing.
pub(crate) fn apply(list: &str, rules: &[&str], findings: Vec<Finding>) -> Vec<Finding> {
    let mut left = findings;
    let mut about_the_list = Vec::new();
    for (number, line) in (1..).zip(list.lines()) {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let fault = |reason: String| Finding {
            path: LIST.to_owned(),
            line: number,
            rule: "exceptions",
            reason,
        };
        let mut words = line.split_whitespace();
        let (Some(path), Some(rule), Some(_reason)) = (words.next(), words.next(), words.next())
        else {
            about_the_list.push(fault("needs a path, a rule and a reason".to_owned()));
            continue;
        };
        let before = left.len();
        left.retain(|finding| finding.path != path || finding.rule != rule);
        if rules.contains(&rule) && left.len() == before {
            about_the_list.push(fault(format!(
                "{path} no longer breaks `{rule}`: remove it"
            )));
        }
    }
    left.extend(about_the_list);
    left.sort();
    left
}

/// Finds lines of the list whose rule is none of `rules`.
pub(crate) fn unknown_rules(list: &str, rules: &[&str]) -> Vec<Finding> {
    let is_unknown = |rule: &str| !rules.contains(&rule);
    (1..)
        .zip(list.lines())
        .filter(|(_, line)| !line.starts_with('#'))
        .filter_map(|(number, line)| Some((number, line.split_whitespace().nth(1)?)))
        .filter(|(_, rule)| is_unknown(rule))
        .map(|(line, rule)| Finding {
            path: LIST.to_owned(),
            line,
            rule: "exceptions",
            reason: format!("no rule is called `{rule}`"),
        })
        .collect()
}

#[cfg(test)]
mod tests;
