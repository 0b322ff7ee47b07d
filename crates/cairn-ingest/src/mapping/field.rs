//! The names that a mapping gives meaning to.

use std::fmt;

/// A field of an event that a column can be mapped to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CanonicalField {
    /// What happened.
    Event,
    /// When it happened.
    EventTime,
    /// The sender's id of the event.
    MessageId,
    /// An event id that Cairn gave, 32 hexadecimal digits.
    EventId,
    /// The known user.
    UserId,
    /// The device.
    AnonymousId,
    /// The sender's idea of a session.
    SessionHint,
    /// Money, as a decimal number.
    Value,
    /// The currency of the value.
    Currency,
    /// The order.
    OrderId,
    /// Where the event came from.
    Source,
    /// Who vouches for it.
    Trust,
    /// Of a fact, the sort of what it is about.
    EntityKind,
    /// Of a fact, the id of what it is about.
    EntityId,
    /// A property, by the name it shall have.
    Property(String),
    /// A context value, by its dotted path.
    Context(String),
    /// A group's id, by the group's kind.
    GroupId(String),
}

/// The fields without a name of their own.
const PLAIN: [(&str, CanonicalField); 14] = [
    ("event", CanonicalField::Event),
    ("event_time", CanonicalField::EventTime),
    ("message_id", CanonicalField::MessageId),
    ("event_id", CanonicalField::EventId),
    ("user_id", CanonicalField::UserId),
    ("anonymous_id", CanonicalField::AnonymousId),
    ("session_hint", CanonicalField::SessionHint),
    ("value", CanonicalField::Value),
    ("currency", CanonicalField::Currency),
    ("order_id", CanonicalField::OrderId),
    ("source", CanonicalField::Source),
    ("trust", CanonicalField::Trust),
    ("entity_kind", CanonicalField::EntityKind),
    ("entity_id", CanonicalField::EntityId),
];

impl CanonicalField {
    /// The field of a name: `user_id`, `properties.plan`, `context.page.path`, `group_ids.company`.
    pub fn parse(name: &str) -> Option<Self> {
        if let Some((_, field)) = PLAIN.iter().find(|(plain, _)| *plain == name) {
            return Some(field.clone());
        }
        let (family, rest) = name.split_once('.').filter(|(_, rest)| !rest.is_empty())?;
        match family {
            "properties" => Some(Self::Property(rest.to_owned())),
            "context" => Some(Self::Context(rest.to_owned())),
            "group_ids" => Some(Self::GroupId(rest.to_owned())),
            _ => None,
        }
    }

    /// The names without a part of one's own choice.
    pub fn plain_names() -> impl Iterator<Item = &'static str> {
        PLAIN.iter().map(|(name, _)| *name)
    }
}

impl fmt::Display for CanonicalField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Property(name) => write!(f, "properties.{name}"),
            Self::Context(path) => write!(f, "context.{path}"),
            Self::GroupId(kind) => write!(f, "group_ids.{kind}"),
            plain => f.write_str(
                PLAIN
                    .iter()
                    .find(|(_, field)| field == plain)
                    .map_or("", |(name, _)| name),
            ),
        }
    }
}

/// The type that a column's values are read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnType {
    /// Text as it stands.
    String,
    /// A finite number.
    Number,
    /// `true` or `false` in any case, `1` or `0`.
    Boolean,
    /// A time in the mapping's `time_format`, or ISO 8601.
    Time,
}

impl ColumnType {
    /// Every type, in the order messages list them.
    pub(crate) const ALL: [Self; 4] = [Self::String, Self::Number, Self::Boolean, Self::Time];

    /// The name in mapping files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Time => "time",
        }
    }

    /// The type of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|column_type| column_type.as_str() == name)
    }
}
