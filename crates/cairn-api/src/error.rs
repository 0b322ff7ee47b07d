//! The closed list of errors: docs/reference/errors.md explains each.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What kind of fault it is. Programs may rely on these names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The text is no JSON.
    MalformedJson,
    /// A field is missing, unknown or of the wrong form.
    InvalidField,
    /// A field asks for something this version can't do.
    Unsupported,
    /// The range is no range.
    InvalidRange,
    /// The site has no such goal.
    UnknownGoal,
    /// The site has no such population.
    UnknownPopulation,
    /// There is no such site.
    UnknownSite,
    /// More steps, values, buckets or rules than one question may have.
    TooLarge,
    /// The question took longer than one may.
    TookTooLong,
    /// The answer has no such cell.
    UnknownCell,
    /// No credential came along, or one that is not known.
    Unauthorized,
    /// The credential does not allow this.
    Forbidden,
    /// There is nothing at this address.
    NotFound,
    /// The address does not take this method.
    MethodNotAllowed,
    /// The site has no such key.
    UnknownKey,
    /// There is no such import.
    UnknownImport,
    /// What is to be made is there already, what is to be undone is undone, another import is running, or one was
    /// undone while this one was read.
    Conflict,
    /// The definition was changed since it was read.
    Outdated,
    /// The body of a request is no message and no batch of messages.
    UnreadableBody,
    /// The body of a request is larger than it may be.
    BodyTooLarge,
    /// The body of a request came too slowly.
    RequestTimeout,
    /// The key sends more requests than it may.
    RateLimited,
    /// The server has too much to do, or is stopping; nothing was stored.
    Overloaded,
    /// The data directory is missing, busy or damaged.
    Storage,
    /// A bug in Cairn.
    Internal,
}

/// An error as everyone sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, thiserror::Error)]
#[error("{}{message}{}", field_prefix(.field), hint_suffix(.hint))]
pub struct ApiError {
    /// The kind of fault.
    pub code: Code,
    /// What is wrong, in words.
    pub message: String,
    /// Where in the document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// An error as a response carries it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErrorWire<'a> {
    /// The error.
    #[serde(flatten)]
    pub error: &'a ApiError,
    /// Names the request, in this response and in the server's log.
    pub request_id: &'a str,
}

impl Code {
    /// The name programs know it by.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MalformedJson => "malformed_json",
            Self::InvalidField => "invalid_field",
            Self::Unsupported => "unsupported",
            Self::InvalidRange => "invalid_range",
            Self::UnknownGoal => "unknown_goal",
            Self::UnknownPopulation => "unknown_population",
            Self::UnknownSite => "unknown_site",
            Self::TooLarge => "too_large",
            Self::TookTooLong => "took_too_long",
            Self::UnknownCell => "unknown_cell",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::UnknownKey => "unknown_key",
            Self::UnknownImport => "unknown_import",
            Self::Conflict => "conflict",
            Self::Outdated => "outdated",
            Self::UnreadableBody => "unreadable_body",
            Self::BodyTooLarge => "body_too_large",
            Self::RequestTimeout => "request_timeout",
            Self::RateLimited => "rate_limited",
            Self::Overloaded => "overloaded",
            Self::Storage => "storage",
            Self::Internal => "internal",
        }
    }

    /// Every code there is.
    pub const ALL: [Self; 25] = [
        Self::MalformedJson,
        Self::InvalidField,
        Self::Unsupported,
        Self::InvalidRange,
        Self::UnknownGoal,
        Self::UnknownPopulation,
        Self::UnknownSite,
        Self::TooLarge,
        Self::TookTooLong,
        Self::UnknownCell,
        Self::Unauthorized,
        Self::Forbidden,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::UnknownKey,
        Self::UnknownImport,
        Self::Conflict,
        Self::Outdated,
        Self::UnreadableBody,
        Self::BodyTooLarge,
        Self::RequestTimeout,
        Self::RateLimited,
        Self::Overloaded,
        Self::Storage,
        Self::Internal,
    ];
}

impl ApiError {
    /// An error without a place or a hint.
    pub fn new(code: Code, message: impl ToString) -> Self {
        Self {
            code,
            message: message.to_string(),
            field: None,
            hint: None,
        }
    }

    /// A fault in a field.
    pub fn invalid(field: &str, message: impl ToString) -> Self {
        Self::new(Code::InvalidField, message).at(field)
    }

    /// A field that asks for what this version can't do.
    pub(crate) fn unsupported(field: &str, what: &str) -> Self {
        Self::new(
            Code::Unsupported,
            format!("{what} is not supported by this version"),
        )
        .at(field)
    }

    /// Names the place.
    #[must_use]
    pub fn at(self, field: &str) -> Self {
        Self {
            field: Some(field.to_owned()),
            ..self
        }
    }

    /// Puts a place before the one named so far.
    #[must_use]
    pub(crate) fn inside(self, outer: &str) -> Self {
        let field = match self.field {
            Some(inner) if inner.starts_with('[') => format!("{outer}{inner}"),
            Some(inner) => format!("{outer}.{inner}"),
            None => outer.to_owned(),
        };
        Self {
            field: Some(field),
            ..self
        }
    }

    /// Says what to do.
    #[must_use]
    pub fn hint(self, hint: impl ToString) -> Self {
        Self {
            hint: Some(hint.to_string()),
            ..self
        }
    }
}

fn field_prefix(field: &Option<String>) -> String {
    field
        .as_ref()
        .map(|field| format!("`{field}`: "))
        .unwrap_or_default()
}

fn hint_suffix(hint: &Option<String>) -> String {
    hint.as_ref()
        .map(|hint| format!("; {hint}"))
        .unwrap_or_default()
}
