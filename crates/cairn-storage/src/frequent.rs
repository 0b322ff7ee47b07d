//! Frequent properties get a column of their own when a run is written, and go back into one map when its rows are
//! put together with those of other runs.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, RecordBatch, new_null_array};
use arrow_schema::{ArrowError, Field, Schema, SchemaRef};

use crate::property_columns::{Place, PropertyColumns};
use crate::schema;
use crate::typed_column::{ColumnKind, TypedBuilder};
use crate::values::{ValuesBuilder, ValuesColumn};

/// A property is frequent if one of so many rows looked at has it, with values of one kind …
const ROWS_OF_ONE: u64 = 100;
/// … and no more than so many are, the most frequent ones.
const MOST: usize = 200;
/// More names than this in a map are not listed.
const MOST_LISTED: usize = 1_000;

/// The frequent properties of a run.
pub(crate) struct Frequent {
    columns: Vec<FrequentColumn>,
    /// For each name of a place its columns.
    by_name: [HashMap<String, Vec<usize>>; 2],
    schema: SchemaRef,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct FrequentColumn {
    place: Place,
    name: String,
    kind: ColumnKind,
}

impl Frequent {
    /// Looks for them in rows; `None` if these have not the columns of a run. A name with values of several types may
    /// have a column for each.
    pub(crate) fn among<'a>(rows: impl Iterator<Item = &'a RecordBatch>) -> Option<Self> {
        let mut counts = [Counts::new(), Counts::new()];
        let mut seen = 0;
        for batch in rows {
            seen += batch.num_rows() as u64;
            for place in Place::ALL {
                let values = values_of(batch, place)?;
                for (name, value) in values.entries() {
                    if let Some(kind) = ColumnKind::of(value) {
                        count(&mut counts[place as usize], name, kind);
                    }
                }
            }
        }
        let mut found: Vec<(u64, FrequentColumn)> = Vec::new();
        for (place, counts) in Place::ALL.into_iter().zip(counts) {
            for (name, kinds) in counts {
                for (kind, rows) in kinds {
                    if rows * ROWS_OF_ONE >= seen {
                        let name = name.clone();
                        found.push((rows, FrequentColumn { place, name, kind }));
                    }
                }
            }
        }
        found.sort_by(|(a, first), (b, second)| b.cmp(a).then_with(|| first.cmp(second)));
        found.truncate(MOST);
        Some(Self::new(
            found.into_iter().map(|(_, column)| column).collect(),
        ))
    }

    fn new(mut columns: Vec<FrequentColumn>) -> Self {
        columns.sort();
        let mut by_name: [HashMap<String, Vec<usize>>; 2] = Default::default();
        let mut fields: Vec<Arc<Field>> = schema::run_schema().fields().iter().cloned().collect();
        for (at, column) in columns.iter().enumerate() {
            let same = by_name[column.place as usize].entry(column.name.clone());
            same.or_default().push(at);
            let name = column.place.column(&column.name, column.kind);
            fields.push(Arc::new(Field::new(name, column.kind.data_type(), true)));
        }
        Self {
            columns,
            by_name,
            schema: Arc::new(Schema::new(fields)),
        }
    }

    /// The columns of the run.
    pub(crate) fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    /// Rows with the frequent properties in columns of their own; what stays in the maps is noted.
    pub(crate) fn spread(
        &self,
        rows: &RecordBatch,
        rest: &mut Rest,
    ) -> Result<RecordBatch, ArrowError> {
        let mut builders: Vec<TypedBuilder> = self
            .columns
            .iter()
            .map(|column| TypedBuilder::new(column.kind))
            .collect();
        let mut columns = rows.columns().to_vec();
        for place in Place::ALL {
            let values = values_of(rows, place).ok_or_else(not_of_a_run)?;
            let by_name = &self.by_name[place as usize];
            let mut left = ValuesBuilder::new();
            for row in 0..rows.num_rows() {
                for (name, value) in values.under(row, "") {
                    let mut is_set = false;
                    for at in by_name.get(name).into_iter().flatten() {
                        is_set = is_set || builders[*at].set(row, value)?;
                    }
                    if !is_set {
                        left.add(name, value);
                        rest.note(place, name);
                    }
                }
                left.end_row();
            }
            columns[rows.schema_ref().index_of(place.map())?] = left.finish();
        }
        let builders = builders.into_iter();
        columns.extend(builders.map(|builder| builder.finish(rows.num_rows())));
        RecordBatch::try_new(self.schema(), columns)
    }
}

/// The names that lie in the maps of a run, so that readers know when they may leave the maps alone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Rest([Listed; 2]);

/// Names of one map; `None` once there were too many.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Listed(Option<BTreeSet<String>>);

impl Default for Listed {
    fn default() -> Self {
        Self(Some(BTreeSet::new()))
    }
}

impl Rest {
    fn note(&mut self, place: Place, name: &str) {
        let listed = &mut self.0[place as usize].0;
        if let Some(names) = listed
            && !names.contains(name)
        {
            names.insert(name.to_owned());
            if names.len() > MOST_LISTED {
                *listed = None;
            }
        }
    }

    /// Whether some name that is wanted may lie in a map.
    pub(crate) fn may_hold(&self, place: Place, is_wanted: impl Fn(&str) -> bool) -> bool {
        let listed = self.0[place as usize].0.as_ref();
        listed.is_none_or(|names| names.iter().any(|name| is_wanted(name)))
    }

    /// How a run's metadata says it: the two lists, properties first; null for one that is too long.
    pub(crate) fn to_json(&self) -> String {
        let lists = self.0.each_ref().map(|listed| listed.0.as_ref());
        serde_json::to_string(&lists).unwrap_or_default()
    }

    /// Reads what a run's metadata says; a run that says nothing, or nothing that is understood, may hold anything.
    pub(crate) fn of_json(text: Option<&str>) -> Self {
        let read = |text| serde_json::from_str::<[Option<BTreeSet<String>>; 2]>(text).ok();
        let lists = text.and_then(read).unwrap_or_default();
        Self(lists.map(Listed))
    }
}

/// Rows of any format with the columns of [`schema::run_schema`]: every property in its map. `None` if they are not
/// of a run's format.
pub(crate) fn gathered(rows: &RecordBatch) -> Option<RecordBatch> {
    let schema = schema::run_schema();
    let column = |field: &Arc<Field>| {
        let place = Place::ALL
            .into_iter()
            .find(|place| place.map() == field.name());
        if let Some(place) = place {
            return map_of(rows, place);
        }
        match rows.column_by_name(field.name()) {
            Some(column) => Some(Arc::clone(column)),
            None if field.is_nullable() => Some(new_null_array(field.data_type(), rows.num_rows())),
            // What came from files was never sent without an id that could be sent again.
            None if field.name() == schema::AT_LEAST_ONCE => {
                let never: ArrayRef = Arc::new(BooleanArray::from(vec![false; rows.num_rows()]));
                Some(never)
            }
            None => None,
        }
    };
    let columns: Option<Vec<ArrayRef>> = schema.fields().iter().map(column).collect();
    RecordBatch::try_new(schema, columns?).ok()
}

/// All values of a place as one map, ordered by name in each row.
fn map_of(rows: &RecordBatch, place: Place) -> Option<ArrayRef> {
    let map = rows.column_by_name(place.map())?;
    let values = PropertyColumns::of(rows, place)?;
    if !values.has_typed() {
        return Some(Arc::clone(map));
    }
    let mut all = ValuesBuilder::new();
    for row in 0..rows.num_rows() {
        for (name, value) in values.under(row, "") {
            all.add(name, value);
        }
        all.end_row();
    }
    Some(all.finish())
}

fn values_of(rows: &RecordBatch, place: Place) -> Option<ValuesColumn> {
    ValuesColumn::of(rows.column_by_name(place.map())?)
}

fn not_of_a_run() -> ArrowError {
    ArrowError::SchemaError("columns are not those of a run".to_owned())
}

/// How many rows have a value of each kind, by name.
type Counts = HashMap<String, BTreeMap<ColumnKind, u64>>;

fn count(counts: &mut Counts, name: &str, kind: ColumnKind) {
    match counts.get_mut(name) {
        Some(kinds) => *kinds.entry(kind).or_default() += 1,
        None => {
            counts.insert(name.to_owned(), BTreeMap::from([(kind, 1)]));
        }
    }
}

#[cfg(test)]
mod tests;
