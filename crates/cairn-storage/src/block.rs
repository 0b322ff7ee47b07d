//! Decoded rows with typed accessors: what the engine sees of a run.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type, TimestampMicrosecondType, UInt64Type};
use arrow_array::{
    Array, BooleanArray, DictionaryArray, FixedSizeBinaryArray, Int64Array, MapArray, RecordBatch,
    StringArray, TimestampMicrosecondArray, UInt64Array,
};
use cairn_core::entity::{Entity, EntityKind};
use cairn_core::event::{ALIAS, Delivery, Event, EventView, Identity, PropertyRef, Trust};
use cairn_core::id::{EventId, ImportId, PersonKey};
use cairn_core::identity::{Identities, Ids, PREVIOUS_ID, entity_key};
use cairn_core::money::{Currency, Money};
use cairn_core::time::Time;
use cairn_core::value::ValueRef;

use crate::columns::SortKey;
use crate::frequent::gathered;
use crate::property_columns::{Found, Place, PropertyColumns};
use crate::schema;
use crate::words::Words;

/// Some consecutive rows of a run. Columns that were not asked for read as absent.
pub struct Block {
    batch: RecordBatch,
    gathered: OnceLock<Option<RecordBatch>>,
    identities: Option<Arc<Identities>>,
    person: FixedSizeBinaryArray,
    own: Option<FixedSizeBinaryArray>,
    time: TimestampMicrosecondArray,
    event_id: FixedSizeBinaryArray,
    event: DictionaryArray<Int32Type>,
    event_names: StringArray,
    value_minor: Option<Int64Array>,
    currency: Option<Words>,
    order_id: Option<StringArray>,
    user_id: Option<StringArray>,
    anonymous_id: Option<StringArray>,
    properties: PropertyColumns,
    context: PropertyColumns,
    trust: Option<Words>,
    rest: Option<Rest>,
}

/// Columns only an export needs.
struct Rest {
    received_at: TimestampMicrosecondArray,
    message_id: StringArray,
    session_hint: StringArray,
    source: Words,
    import_id: UInt64Array,
    groups: MapArray,
    /// Absent before format 5, which has no facts.
    entity: Option<(Words, StringArray)>,
    /// Absent in runs of format 1, whose events came from files.
    live: Option<LiveColumns>,
}

/// How live events came.
struct LiveColumns {
    client_time: TimestampMicrosecondArray,
    sent_at: TimestampMicrosecondArray,
    at_least_once: BooleanArray,
}

impl LiveColumns {
    fn delivery(&self, row: usize) -> Delivery {
        let time = |times: &TimestampMicrosecondArray| {
            times
                .is_valid(row)
                .then(|| Time::from_micros(times.value(row)))
        };
        Delivery {
            client_time: time(&self.client_time),
            sent_at: time(&self.sent_at),
            at_least_once: self.at_least_once.value(row),
        }
    }
}

/// An event as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredEvent {
    /// The id it is stored under.
    pub event_id: EventId,
    /// The event.
    pub event: Event,
}

/// Where in a block each row has the value of one property.
pub struct PropertyIndex {
    property: PropertyRef,
    found: Option<Found>,
    is_present: bool,
}

/// The properties a question reads, found once per block.
#[derive(Default)]
pub struct PropertyIndexes(Vec<PropertyIndex>);

impl PropertyIndexes {
    /// The properties that at least one row of the block has set.
    pub fn present(&self) -> impl Iterator<Item = &PropertyRef> {
        let present = self.0.iter().filter(|index| index.is_present);
        present.map(|index| &index.property)
    }
}

/// One row of a block, as rules see it.
#[derive(Clone, Copy)]
pub struct BlockRow<'a> {
    /// The block.
    pub block: &'a Block,
    /// Where the properties lie.
    pub indexes: &'a PropertyIndexes,
    /// The row.
    pub row: usize,
}

impl Block {
    /// Takes a decoded batch apart; `None` if it is not of the run's format.
    pub(crate) fn of(batch: &RecordBatch) -> Option<Self> {
        let column = |name: &str| batch.column_by_name(name);
        let key = |name: &str| column(name)?.as_fixed_size_binary_opt().cloned();
        let instant = |name: &str| {
            column(name)?
                .as_primitive_opt::<TimestampMicrosecondType>()
                .cloned()
        };
        let text = |name: &str| column(name)?.as_string_opt::<i32>().cloned();
        let event = column(schema::EVENT)?
            .as_dictionary_opt::<Int32Type>()?
            .clone();
        let event_names = event.values().as_string_opt::<i32>()?.clone();
        let live = || {
            Some(LiveColumns {
                client_time: instant(schema::CLIENT_TIME)?,
                sent_at: instant(schema::SENT_AT)?,
                at_least_once: column(schema::AT_LEAST_ONCE)?.as_boolean_opt()?.clone(),
            })
        };
        let rest = || {
            Some(Rest {
                received_at: instant(schema::RECEIVED_AT)?,
                message_id: text(schema::MESSAGE_ID)?,
                session_hint: text(schema::SESSION_HINT)?,
                source: Words::of(column(schema::SOURCE)?)?,
                import_id: column(schema::IMPORT_ID)?
                    .as_primitive_opt::<UInt64Type>()?
                    .clone(),
                groups: column(schema::GROUP_IDS)?.as_map_opt()?.clone(),
                entity: column(schema::ENTITY_KIND)
                    .and_then(Words::of)
                    .zip(text(schema::ENTITY_ID)),
                live: live(),
            })
        };
        Some(Self {
            batch: batch.clone(),
            gathered: OnceLock::new(),
            identities: None,
            person: key(schema::PERSON_KEY)?,
            // Where all rows lie under their own id, nothing is to be looked up.
            own: key(schema::OWN_KEY).filter(|own| own.null_count() < own.len()),
            time: instant(schema::EVENT_TIME)?,
            event_id: key(schema::EVENT_ID)?,
            event,
            event_names,
            value_minor: column(schema::VALUE_MINOR)
                .and_then(|c| c.as_primitive_opt::<Int64Type>().cloned()),
            currency: column(schema::CURRENCY).and_then(Words::of),
            order_id: text(schema::ORDER_ID),
            user_id: text(schema::USER_ID),
            anonymous_id: text(schema::ANONYMOUS_ID),
            properties: PropertyColumns::of(batch, Place::Properties)?,
            context: PropertyColumns::of(batch, Place::Context)?,
            trust: column(schema::TRUST).and_then(Words::of),
            rest: rest(),
        })
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.batch.num_rows()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The columns that every run has, with all properties in maps; `None` unless all columns were read.
    pub(crate) fn gathered(&self) -> Option<&RecordBatch> {
        let gathered = self.gathered.get_or_init(|| gathered(&self.batch));
        gathered.as_ref()
    }

    /// The columns as they were read.
    #[cfg(test)]
    pub(crate) fn batch(&self) -> &RecordBatch {
        &self.batch
    }

    /// These rows, with the persons behind their ids.
    pub(crate) fn known_by(self, identities: &Arc<Identities>) -> Self {
        let identities = (!identities.is_trivial()).then(|| Arc::clone(identities));
        Self { identities, ..self }
    }

    /// The person of a row, if its event has any id.
    pub fn person(&self, row: usize) -> Option<PersonKey> {
        let own = self.own_key(row)?;
        let identities = self.identities.as_ref();
        Some(identities.map_or(own, |identities| identities.person(own)))
    }

    /// The key of a row's own id: its user's, else its device's.
    pub fn own_key(&self, row: usize) -> Option<PersonKey> {
        let moved = self.own.as_ref().and_then(|own| person_at(own, row));
        moved.or_else(|| self.placed_key(row))
    }

    /// The key a row lies under, by which runs are sorted: that of its own id, or of the person it was moved to.
    pub(crate) fn placed_key(&self, row: usize) -> Option<PersonKey> {
        person_at(&self.person, row)
    }

    /// When it happened.
    pub fn time(&self, row: usize) -> Time {
        Time::from_micros(self.time.value(row))
    }

    /// Which event it is.
    pub fn event_id(&self, row: usize) -> EventId {
        EventId(key_at(&self.event_id, row))
    }

    pub(crate) fn sort_key(&self, row: usize) -> SortKey {
        SortKey {
            person: self.person(row),
            time: self.time(row),
            event_id: self.event_id(row),
        }
    }

    /// The names that rows refer to by code; some may not occur.
    pub fn event_names(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.event_names.len()).map(|code| self.event_names.value(code))
    }

    /// The place of a row's name among [`Self::event_names`].
    pub fn event_code(&self, row: usize) -> usize {
        self.event.key(row).unwrap_or(0)
    }

    /// A row's name.
    pub fn event_name(&self, row: usize) -> &str {
        self.event_names.value(self.event_code(row))
    }

    /// The import that brought a row; `None` unless all columns were asked for.
    pub(crate) fn import_id(&self, row: usize) -> Option<ImportId> {
        let imports = &self.rest.as_ref()?.import_id;
        let import = imports.is_valid(row).then(|| imports.value(row))?;
        Some(ImportId::new(import))
    }

    /// The currency of a row's amounts.
    pub fn currency(&self, row: usize) -> Option<Currency> {
        Currency::parse(self.currency.as_ref()?.get(row)?).ok()
    }

    /// The money a row carries.
    pub fn value(&self, row: usize) -> Option<Money> {
        let minors = self.value_minor.as_ref()?;
        let minor = minors.is_valid(row).then(|| minors.value(row))?;
        Some(Money {
            minor,
            currency: self.currency(row)?,
        })
    }

    /// The order a row belongs to.
    pub fn order_id(&self, row: usize) -> Option<&str> {
        text_at(self.order_id.as_ref()?, row)
    }

    /// The known user of a row.
    pub fn user_id(&self, row: usize) -> Option<&str> {
        text_at(self.user_id.as_ref()?, row)
    }

    /// The device of a row.
    pub fn anonymous_id(&self, row: usize) -> Option<&str> {
        text_at(self.anonymous_id.as_ref()?, row)
    }

    /// What may say who is who.
    pub(crate) fn ids(&self, row: usize) -> Ids<'_> {
        let event = self.event_name(row);
        let previous = match event == ALIAS {
            true => self.properties(row).find(|(name, _)| *name == PREVIOUS_ID),
            false => None,
        };
        let entity = self.entity(row);
        Ids {
            event,
            user_id: self.user_id(row),
            anonymous_id: self.anonymous_id(row),
            previous_id: match previous {
                Some((_, ValueRef::String(id))) => Some(id),
                _ => None,
            },
            trust: self.trust(row),
            entity: entity_key(entity.as_ref(), self.order_id(row)),
            is_fact: entity.is_some(),
        }
    }

    /// Who vouches for a row.
    pub fn trust(&self, row: usize) -> Trust {
        let word = self.trust.as_ref().and_then(|trust| trust.get(row));
        word.and_then(Trust::parse).unwrap_or_default()
    }

    /// When a row arrived; `None` unless all columns were asked for.
    pub fn received_at(&self, row: usize) -> Option<Time> {
        let rest = self.rest.as_ref()?;
        Some(Time::from_micros(rest.received_at.value(row)))
    }

    /// The file or SDK a row came from; `None` unless all columns were asked for.
    pub fn source(&self, row: usize) -> Option<&str> {
        self.rest.as_ref()?.source.get(row)
    }

    /// What a row's context holds under a path such as `campaign.`, by the rest of the path and in its order.
    pub fn context_under<'a>(
        &'a self,
        row: usize,
        path: &'a str,
    ) -> impl Iterator<Item = (&'a str, ValueRef<'a>)> {
        self.context.under(row, path)
    }

    /// The properties of a row, by name.
    pub fn properties(&self, row: usize) -> impl Iterator<Item = (&str, ValueRef<'_>)> {
        self.properties.under(row, "")
    }

    /// Finds properties in all rows at once.
    pub fn index<'a>(
        &self,
        properties: impl IntoIterator<Item = &'a PropertyRef>,
    ) -> PropertyIndexes {
        let index = |property: &PropertyRef| {
            let place = self.place_of(property);
            let found = place.map(|(columns, name)| (columns, columns.find(name)));
            PropertyIndex {
                property: property.clone(),
                is_present: found
                    .as_ref()
                    .is_some_and(|(columns, found)| columns.is_present(found)),
                found: found.map(|(_, found)| found),
            }
        };
        PropertyIndexes(properties.into_iter().map(index).collect())
    }

    fn place_of<'a>(&self, property: &'a PropertyRef) -> Option<(&PropertyColumns, &'a str)> {
        match property {
            PropertyRef::Property(name) => Some((&self.properties, name)),
            PropertyRef::Context(path) => Some((&self.context, path)),
            PropertyRef::Session(_) => None,
        }
    }

    /// What a row is a fact about; `None` for events, and unless all columns were asked for.
    pub fn entity(&self, row: usize) -> Option<Entity> {
        let (kinds, ids) = self.rest.as_ref()?.entity.as_ref()?;
        Some(Entity {
            kind: EntityKind::parse(kinds.get(row)?)?,
            id: text_at(ids, row)?.to_owned(),
        })
    }

    /// The whole event of a row; `None` unless all columns were asked for.
    pub fn stored_event(&self, row: usize) -> Option<StoredEvent> {
        let rest = self.rest.as_ref()?;
        let owned = |text: Option<&str>| text.map(str::to_owned);
        let event_id = self.event_id(row);
        Some(StoredEvent {
            event_id,
            event: Event {
                event: self.event_name(row).to_owned(),
                entity: self.entity(row),
                event_time: self.time(row),
                received_at: Time::from_micros(rest.received_at.value(row)),
                identity: match text_at(&rest.message_id, row) {
                    Some(id) => Identity::Message(id.to_owned()),
                    None => Identity::Event(event_id),
                },
                anonymous_id: owned(self.anonymous_id(row)),
                user_id: owned(self.user_id(row)),
                session_hint: owned(text_at(&rest.session_hint, row)),
                properties: self.properties.row(row)?,
                context: self.context.row(row)?,
                value: self.value(row),
                currency: self.currency(row),
                order_id: owned(self.order_id(row)),
                group_ids: groups_at(&rest.groups, row).unwrap_or_default(),
                source: rest.source.get(row).unwrap_or_default().to_owned(),
                import_id: self.import_id(row),
                trust: self.trust(row),
                delivery: rest
                    .live
                    .as_ref()
                    .map(|live| live.delivery(row))
                    .unwrap_or_default(),
            },
        })
    }
}

fn person_at(keys: &FixedSizeBinaryArray, row: usize) -> Option<PersonKey> {
    keys.is_valid(row).then(|| PersonKey(key_at(keys, row)))
}

fn key_at(keys: &FixedSizeBinaryArray, row: usize) -> u128 {
    keys.value(row)
        .iter()
        .fold(0, |key, byte| (key << 8) | u128::from(*byte))
}

fn text_at(texts: &StringArray, row: usize) -> Option<&str> {
    texts.is_valid(row).then(|| texts.value(row))
}

fn groups_at(groups: &MapArray, row: usize) -> Option<BTreeMap<String, String>> {
    let entries = groups.value(row);
    let kinds = entries.column(0).as_string_opt::<i32>()?;
    let ids = entries.column(1).as_string_opt::<i32>()?;
    let pair = |at: usize| (kinds.value(at).to_owned(), ids.value(at).to_owned());
    Some((0..entries.len()).map(pair).collect())
}

impl<'a> BlockRow<'a> {
    /// The value of a property that was indexed.
    pub fn value_of(&self, property: &PropertyRef) -> Option<ValueRef<'a>> {
        let index = self
            .indexes
            .0
            .iter()
            .find(|index| index.property == *property)?;
        let (columns, _) = self.block.place_of(property)?;
        columns.value(index.found.as_ref()?, self.row)
    }
}

impl EventView for BlockRow<'_> {
    fn name(&self) -> &str {
        self.block.event_name(self.row)
    }

    fn property(&self, property: &PropertyRef) -> Option<ValueRef<'_>> {
        self.value_of(property)
    }
}
