//! The whole and the parts of an answer with a breakdown, and of two ranges beside each other.

use super::cells::header;

/// The whole's rows and, if there is a breakdown, each part's, with the breakdown's value in front.
pub(super) fn with_breakdown<T>(
    has_breakdown: bool,
    columns: &[&str],
    whole: (String, &[T]),
    parts: Vec<(String, &[T])>,
    cells: impl Fn(&T) -> Vec<String>,
) -> Vec<Vec<String>> {
    let in_front = |label: &str| {
        if has_breakdown {
            vec![label.to_owned()]
        } else {
            Vec::new()
        }
    };
    let mut names = in_front("breakdown");
    names.extend(header(columns));
    let mut table = vec![names];
    for (label, rows) in std::iter::once(whole).chain(parts) {
        for row in rows {
            let mut line = in_front(&label);
            line.extend(cells(row));
            table.push(line);
        }
    }
    table
}

/// The rows of the range and those of the one compared with, which have the same columns, told apart by a first one.
pub(super) fn beside(this: Vec<Vec<String>>, compared: Vec<Vec<String>>) -> Vec<Vec<String>> {
    let named = |name: &'static str| {
        move |(at, row): (usize, Vec<String>)| {
            let first = if at == 0 { "range" } else { name };
            std::iter::once(first.to_owned()).chain(row).collect()
        }
    };
    let compared = compared.into_iter().enumerate().map(named("compared"));
    let this = this.into_iter().enumerate().map(named("this"));
    this.chain(compared.skip(1)).collect()
}
