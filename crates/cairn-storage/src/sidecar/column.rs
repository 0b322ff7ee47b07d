//! Columns of a sidecar beside its segments: what the rows of a run say, by codes of the values there are.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use cairn_core::channel::{CLICK_IDS, Origin};
use cairn_core::event::PropertyRef;
use cairn_core::value::Value;

use super::codes::Codes;
use crate::entry::{Malformed, Reader, Writer, read_value};

/// What a column is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ColumnOf {
    /// A property of events or a path of the context.
    Property(PropertyRef),
    /// The currency of rows that carry none by their money.
    Currency,
    /// Where sessions came from, at rows that may begin one.
    Origin,
}

/// The values of a column, by code.
#[derive(Debug, Clone, PartialEq)]
pub enum Words {
    /// Of a property, or currencies.
    Values(Vec<Value>),
    /// Of sessions' beginnings, as they are stored: taken apart an origin takes twenty times as much.
    Origins(Vec<Box<[u8]>>),
}

/// A column of a run, in memory.
#[derive(Debug)]
pub(crate) struct Column {
    pub(super) of: ColumnOf,
    /// The values as they are stored, by code.
    pub(super) words: Vec<Box<[u8]>>,
    pub(super) decoded: OnceLock<Arc<Words>>,
    /// By block of rows; `None` where none has a value.
    pub(super) blocks: Vec<Option<Arc<Codes>>>,
}

/// What rows of a run say and no column tells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Unpacked {
    listed: BTreeSet<ColumnOf>,
    /// There are properties without a column that are not listed.
    has_more: bool,
}

impl Unpacked {
    /// More properties than this are not listed.
    const MOST_LISTED: usize = 1_000;

    pub(super) fn note(&mut self, of: ColumnOf) {
        let is_property = matches!(of, ColumnOf::Property(_));
        if is_property && self.listed.len() >= Self::MOST_LISTED && !self.listed.contains(&of) {
            self.has_more = true;
            return;
        }
        self.listed.insert(of);
    }

    pub(super) fn may_hold(&self, of: &ColumnOf) -> bool {
        self.listed.contains(of) || (self.has_more && matches!(of, ColumnOf::Property(_)))
    }

    pub(super) fn write(&self, bytes: &mut Writer) {
        bytes.byte(u8::from(self.has_more));
        bytes.unsigned(self.listed.len() as u64);
        for of in &self.listed {
            of.write(bytes);
        }
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        let has_more = reader.byte()? != 0;
        let mut listed = BTreeSet::new();
        for _ in 0..reader.unsigned()? {
            listed.insert(ColumnOf::read(reader)?);
        }
        Ok(Self { listed, has_more })
    }
}

impl ColumnOf {
    pub(super) fn write(&self, bytes: &mut Writer) {
        match self {
            Self::Property(property) => write_property(bytes, property),
            Self::Currency => bytes.byte(2),
            Self::Origin => bytes.byte(3),
        }
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        Ok(match reader.byte()? {
            0 => Self::Property(PropertyRef::Property(reader.text()?.to_owned())),
            1 => Self::Property(PropertyRef::Context(reader.text()?.to_owned())),
            2 => Self::Currency,
            3 => Self::Origin,
            _ => return Err(Malformed("a column of an unknown kind")),
        })
    }

    /// The values of a column, from what is stored.
    pub(super) fn decode<'a>(
        &self,
        words: impl Iterator<Item = &'a [u8]>,
    ) -> Result<Words, Malformed> {
        let whole = |bytes: &[u8]| {
            let mut reader = Reader::of(bytes);
            let value = read_value(&mut reader)?;
            reader.end().map(|()| value)
        };
        Ok(match self {
            Self::Property(_) | Self::Currency => {
                Words::Values(words.map(whole).collect::<Result<_, _>>()?)
            }
            Self::Origin => {
                let whole = |bytes: &[u8]| read_origin(bytes).map(|_| bytes.into());
                Words::Origins(words.map(whole).collect::<Result<_, _>>()?)
            }
        })
    }
}

fn write_property(bytes: &mut Writer, property: &PropertyRef) {
    match property {
        PropertyRef::Property(name) => {
            bytes.byte(0);
            bytes.text(name);
        }
        PropertyRef::Context(path) => {
            bytes.byte(1);
            bytes.text(path);
        }
        // No row has properties of sessions.
        PropertyRef::Session(property) => {
            bytes.byte(1);
            bytes.text(&property.name());
        }
    }
}

impl Words {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Values(values) => values.len(),
            Self::Origins(origins) => origins.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The origin of a code; `None` of the codes of values too.
    pub fn origin(&self, code: usize) -> Option<Origin> {
        match self {
            Self::Origins(origins) => read_origin(origins.get(code)?).ok(),
            Self::Values(_) => None,
        }
    }

    /// The value of a code; `None` of the codes of sessions' beginnings too.
    pub fn value(&self, code: usize) -> Option<&Value> {
        match self {
            Self::Values(values) => values.get(code),
            Self::Origins(_) => None,
        }
    }

    /// Bytes of memory, about.
    pub(super) fn bytes(&self) -> usize {
        let of_text = |text: &str| size_of::<Value>() + text.len();
        match self {
            Self::Values(values) => {
                let of_value = |value: &Value| match value {
                    Value::String(text) | Value::Json(text) => of_text(text),
                    Value::Number(_) | Value::Boolean(_) | Value::Time(_) => of_text(""),
                };
                values.iter().map(of_value).sum()
            }
            Self::Origins(origins) => {
                let bytes = origins.iter().map(|origin| origin.len());
                bytes.sum::<usize>() + size_of_val(origins.as_slice())
            }
        }
    }
}

impl Column {
    /// Its values, by code.
    pub(crate) fn decoded(&self) -> Result<Arc<Words>, Malformed> {
        if let Some(decoded) = self.decoded.get() {
            return Ok(Arc::clone(decoded));
        }
        let made = self.of.decode(self.words.iter().map(AsRef::as_ref))?;
        Ok(Arc::clone(self.decoded.get_or_init(|| Arc::new(made))))
    }
}

/// All values one after the other, each behind its length.
pub(super) fn words_to_bytes(words: &[Box<[u8]>]) -> Vec<u8> {
    let mut bytes = Writer::default();
    for word in words {
        bytes.bytes(word);
    }
    bytes.into_bytes()
}

/// As many values as there should be.
pub(super) fn words_of_bytes(bytes: &[u8], count: u32) -> Result<Vec<&[u8]>, Malformed> {
    let mut reader = Reader::of(bytes);
    let mut words = Vec::new();
    for _ in 0..count {
        words.push(reader.bytes()?);
    }
    reader.end()?;
    Ok(words)
}

pub(super) fn write_origin(bytes: &mut Writer, origin: &Origin) {
    let named = [
        &origin.source,
        &origin.medium,
        &origin.campaign,
        &origin.referrer,
        &origin.page,
    ];
    for text in named.into_iter().chain(&origin.click_ids) {
        bytes.optional_text(text.as_deref());
    }
}

fn read_origin(bytes: &[u8]) -> Result<Origin, Malformed> {
    let mut reader = Reader::of(bytes);
    let mut text = || Ok::<_, Malformed>(reader.optional_text()?.map(str::to_owned));
    let mut origin = Origin {
        source: text()?,
        medium: text()?,
        campaign: text()?,
        referrer: text()?,
        page: text()?,
        click_ids: Default::default(),
    };
    for at in 0..CLICK_IDS.len() {
        origin.click_ids[at] = text()?;
    }
    reader.end()?;
    Ok(origin)
}
