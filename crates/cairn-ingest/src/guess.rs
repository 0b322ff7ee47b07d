//! The mapping of a file that came without one, guessed from its columns and a sample of its rows.

mod column_types;
mod error;
mod names;
mod sample;
mod times;

use std::borrow::Cow;
use std::collections::BTreeSet;

use cairn_core::money::Currency;
use cairn_core::time::CivilFormat;

pub use self::error::GuessError;
use self::sample::Sample;
use self::times::Spelling;
use crate::fields::Fields;
use crate::limits::MAX_EVENT_NAME_BYTES;
use crate::mapping::{CanonicalField, ColumnType, DecimalMark, Mapping};

/// Guesses which column is which field, by the names of `columns` (for NDJSON those of
/// [`crate::columns_of`]) and by what `sample` holds. Only here are types inferred.
pub fn guess(columns: &[String], sample: &[Fields]) -> Result<Mapping, GuessError> {
    let mut guess = Guess {
        columns,
        sample: Sample(sample),
        mapping: Mapping {
            format: Sample(sample).format(),
            ..Mapping::default()
        },
        taken: BTreeSet::new(),
    };
    guess.find_decimal_mark();
    guess.take_exported_names();
    guess.take_known_names();
    let spelling = guess.take_event_time();
    guess.infer_types();
    guess.finish(spelling)
}

struct Guess<'a> {
    columns: &'a [String],
    sample: Sample<'a>,
    mapping: Mapping,
    /// Columns that have found their field.
    taken: BTreeSet<&'a str>,
}

impl<'a> Guess<'a> {
    fn take(&mut self, field: CanonicalField, columns: &[&'a str]) {
        self.taken.extend(columns);
        let columns = columns.iter().map(|column| (*column).to_owned()).collect();
        self.mapping.columns.insert(field, columns);
    }

    /// Names that Cairn's own exports use mean themselves. Some of them others use too, for something
    /// else; those count only in a file that is plainly an export.
    fn take_exported_names(&mut self) {
        let has = |name: &str| self.columns.iter().any(|column| column == name);
        let is_export = has("event") && has("event_time") && has("event_id");
        for column in self.columns {
            match CanonicalField::parse(column) {
                Some(
                    field @ (CanonicalField::Property(_)
                    | CanonicalField::Context(_)
                    | CanonicalField::GroupId(_)),
                ) => self.take(field, &[column]),
                Some(field) if is_export && field != CanonicalField::EventTime => {
                    self.take(field, &[column]);
                }
                None if is_export && matches!(column.as_str(), "received_at" | "import_id") => {
                    self.taken.insert(column);
                    self.mapping.ignore.insert(column.clone());
                }
                _ => {}
            }
        }
    }

    fn take_known_names(&mut self) {
        for (field_name, synonyms) in names::SYNONYMS {
            let Some(field) = CanonicalField::parse(field_name) else {
                continue;
            };
            if self.mapping.columns.contains_key(&field) {
                continue;
            }
            let found = self
                .candidates(synonyms)
                .into_iter()
                .find(|column| self.fits(&field, column));
            if let Some(column) = found {
                self.take(field, &[column]);
            }
        }
    }

    /// Free columns whose names are among `synonyms`, best first.
    fn candidates(&self, synonyms: &[&str]) -> Vec<&'a str> {
        let columns = self.columns;
        let of = |synonym: &&str| {
            let named = columns
                .iter()
                .filter(move |column| names::normalized(column) == *synonym);
            named.map(String::as_str).collect::<Vec<_>>()
        };
        let mut candidates: Vec<&str> = synonyms.iter().flat_map(of).collect();
        candidates.retain(|column| !self.taken.contains(column));
        candidates
    }

    /// Whether what a column holds is what the field needs.
    fn fits(&self, field: &CanonicalField, column: &str) -> bool {
        let Some(texts) = self.sample.texts(column) else {
            return false;
        };
        let mut all = texts.iter().map(|text| text.trim());
        match field {
            CanonicalField::Event => all.all(|text| text.len() <= MAX_EVENT_NAME_BYTES),
            CanonicalField::EventId => {
                all.all(|text| text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit()))
            }
            // Short ids are counters, which start again in every file. Without a message id the column
            // still makes its row a different one.
            CanonicalField::MessageId => {
                let mut seen = BTreeSet::new();
                all.all(|text| text.len() >= 8 && seen.insert(text))
            }
            CanonicalField::Value => {
                let mark = self.mapping.decimal_mark;
                let is_amount = |text: Cow<'_, str>| column_types::is_decimal(&text);
                all.all(|text| mark.pointed(text).is_some_and(is_amount))
            }
            CanonicalField::Currency => all.all(|text| Currency::parse(text).is_ok()),
            _ => true,
        }
    }

    /// Finds the column, or the pair of date and time, that reads as times. `None` if no column has a
    /// name for it.
    fn take_event_time(&mut self) -> Option<Spelling> {
        let pair = self
            .candidates(&["date", "eventdate", "datum"])
            .first()
            .zip(
                self.candidates(&["time", "eventtime", "timeofday", "uhrzeit", "zeit"])
                    .first(),
            )
            .map(|(date, time)| vec![*date, *time]);
        let single = |synonyms| {
            let singles = self.candidates(synonyms);
            singles.into_iter().map(|column| vec![column])
        };
        let candidates: Vec<Vec<&str>> = single(&names::INSTANTS)
            .chain(pair)
            .chain(single(&names::DATES))
            .collect();
        let spellings: Vec<Spelling> = candidates
            .iter()
            .map(|columns| times::spelling(&self.sample.joined_texts(columns)))
            .collect();
        let best = spellings
            .iter()
            .position(|spelling| !matches!(spelling, Spelling::Unknown(_)))
            .unwrap_or(0);
        let spelling = spellings.into_iter().nth(best)?;
        self.take(CanonicalField::EventTime, &candidates[best]);
        if let Spelling::Known(format) = &spelling {
            self.mapping.time_format = format.clone();
        }
        Some(spelling)
    }

    fn type_of(&self, column: &str) -> Option<ColumnType> {
        let texts = self.sample.plain_texts(column);
        match self.mapping.decimal_mark {
            DecimalMark::Point => column_types::of_texts(&texts),
            mark => {
                let pointed = texts.iter().map(|text| mark.pointed(text));
                let pointed: Option<Vec<_>> = pointed.collect();
                let numbers = pointed.and_then(|texts| {
                    let texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
                    column_types::of_texts(&texts)
                });
                numbers.or_else(|| {
                    column_types::of_texts(&texts).filter(|of| *of != ColumnType::Number)
                })
            }
        }
    }

    /// A file in which some column holds numbers with a decimal comma, and none holds numbers with a point that could
    /// not part thousands, is spelled with commas throughout.
    fn find_decimal_mark(&mut self) {
        let mut has_comma = false;
        for column in self.columns {
            let texts = self.sample.plain_texts(column);
            let texts: Vec<&str> = texts
                .into_iter()
                .map(str::trim)
                .filter(|text| !text.is_empty())
                .collect();
            let are_with_comma = texts
                .iter()
                .all(|text| DecimalMark::Comma.pointed(text).is_some());
            if are_with_comma {
                has_comma |= texts.iter().any(|text| text.contains(','));
            } else if !texts.is_empty() && texts.iter().all(|text| column_types::is_decimal(text)) {
                return;
            }
        }
        if has_comma {
            self.mapping.decimal_mark = DecimalMark::Comma;
        }
    }

    /// Types for columns of text that become properties or context.
    fn infer_types(&mut self) {
        for column in self.columns {
            let fields = self.mapping.columns.iter();
            let mut taken_by = fields.filter(|(_, columns)| columns.contains(column));
            let untyped = !taken_by.all(|(field, _)| may_have_type(field));
            if untyped || self.mapping.ignore.contains(column) {
                continue;
            }
            if let Some(column_type) = self.type_of(column) {
                self.mapping.types.insert(column.clone(), column_type);
            }
        }
    }

    fn finish(mut self, spelling: Option<Spelling>) -> Result<Mapping, GuessError> {
        let missing: Vec<CanonicalField> = [CanonicalField::Event, CanonicalField::EventTime]
            .into_iter()
            .filter(|field| !self.mapping.columns.contains_key(field))
            .collect();
        if !missing.is_empty() {
            return Err(GuessError::missing(&missing, self.columns, &self.mapping));
        }
        let time_columns = self
            .mapping
            .columns
            .get(&CanonicalField::EventTime)
            .map(|columns| columns.join(" "))
            .unwrap_or_default();
        match spelling {
            Some(Spelling::Ambiguous { formats, example }) => {
                self.mapping.time_format = CivilFormat::Pattern(formats[0].clone());
                Err(GuessError::ambiguous(
                    time_columns,
                    example,
                    formats,
                    &self.mapping,
                ))
            }
            Some(Spelling::Unknown(example)) => {
                Err(GuessError::unreadable(time_columns, example, &self.mapping))
            }
            _ => Ok(self.mapping),
        }
    }
}

/// Whether a field's values keep the type they look like. A campaign named `2026` is still a name.
fn may_have_type(field: &CanonicalField) -> bool {
    const NAMES: [&str; 4] = ["page.", "campaign.", "click_ids.", "user_agent"];
    match field {
        CanonicalField::Property(_) => true,
        CanonicalField::Context(path) => !NAMES.iter().any(|name| path.starts_with(name)),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
