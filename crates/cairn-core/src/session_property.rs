//! What can be asked of a session: `{"property": "channel", "of": "session"}`.

/// A property of a session. The first five and `Term` and `Content` are those of its first event; the others
/// those of the first event of the session that has them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SessionProperty {
    /// The default channel group.
    Channel,
    /// Who sent the visitor.
    Source,
    /// By which means.
    Medium,
    /// The campaign's name.
    Campaign,
    /// The host of the page before the session.
    Referrer,
    /// The keyword of the campaign.
    Term,
    /// The variant of the ad or link.
    Content,
    /// The path of its first page.
    EntryPath,
    /// A path inside the context.
    Context(String),
}

impl SessionProperty {
    /// The names there are, besides context paths.
    pub const NAMES: [&str; 8] = [
        "channel",
        "source",
        "medium",
        "campaign",
        "referrer",
        "term",
        "content",
        "entry_path",
    ];

    /// The property of a name; a context path begins with `context.`.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(path) = text.strip_prefix("context.") {
            return Some(Self::Context(path.to_owned()));
        }
        let named = [
            Self::Channel,
            Self::Source,
            Self::Medium,
            Self::Campaign,
            Self::Referrer,
            Self::Term,
            Self::Content,
            Self::EntryPath,
        ];
        let at = Self::NAMES.iter().position(|name| *name == text)?;
        named.into_iter().nth(at)
    }

    /// The name by which [`Self::parse`] knows it.
    pub fn name(&self) -> String {
        let name = match self {
            Self::Channel => "channel",
            Self::Source => "source",
            Self::Medium => "medium",
            Self::Campaign => "campaign",
            Self::Referrer => "referrer",
            Self::Term => "term",
            Self::Content => "content",
            Self::EntryPath => "entry_path",
            Self::Context(path) => return format!("context.{path}"),
        };
        name.to_owned()
    }

    /// Whether only the session's first event tells it, even if it tells nothing.
    pub fn is_of_first_event(&self) -> bool {
        !matches!(self, Self::EntryPath | Self::Context(_))
    }
}

#[cfg(test)]
mod tests {
    use super::SessionProperty;

    #[test]
    fn every_name_is_read_as_what_is_written_so() {
        for name in SessionProperty::NAMES
            .iter()
            .chain(&["context.device.type"])
        {
            let property = SessionProperty::parse(name);
            assert_eq!(
                property.map(|property| property.name()),
                Some((*name).to_owned())
            );
        }
    }
}
