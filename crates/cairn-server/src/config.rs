//! What can be set: from `cairn.toml`, from `CAIRN_*` variables, from flags, the later ones first.

use serde::Deserialize;

use crate::limits::Limits;
use crate::public_address::{PublicAddress, PublicAddressError};

/// Where a server listens unless it is told otherwise.
pub const DEFAULT_LISTEN: &str = "127.0.0.1:8090";

/// How a server is set up.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Addresses with ports to listen on; port 0 takes a free one.
    pub listen: Vec<String>,
    /// The address people's browsers know the server by, such as `https://cairn.example`.
    pub public_url: Option<String>,
    /// How much it takes on.
    pub limits: Limits,
}

/// Why a setting can't be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file is no configuration.
    #[error("the configuration can't be read: {0}")]
    File(String),
    /// The public address is none.
    #[error(transparent)]
    PublicUrl(#[from] PublicAddressError),
}

/// Each setting a variable can make: the variable, its table and its key.
const VARIABLES: [(&str, Option<&str>, &str); 16] = [
    ("CAIRN_LISTEN", None, "listen"),
    ("CAIRN_PUBLIC_URL", None, "public_url"),
    ("CAIRN_LIMITS_IN_FLIGHT_BYTES", LIMITS, "in_flight_bytes"),
    ("CAIRN_LIMITS_BODY_BYTES", LIMITS, "body_bytes"),
    ("CAIRN_LIMITS_DOCUMENT_BYTES", LIMITS, "document_bytes"),
    ("CAIRN_LIMITS_UPLOAD_BYTES", LIMITS, "upload_bytes"),
    (
        "CAIRN_LIMITS_UPLOAD_RESERVE_BYTES",
        LIMITS,
        "upload_reserve_bytes",
    ),
    ("CAIRN_LIMITS_HEAD_SECONDS", LIMITS, "head_seconds"),
    (
        "CAIRN_LIMITS_BODY_PAUSE_SECONDS",
        LIMITS,
        "body_pause_seconds",
    ),
    (
        "CAIRN_LIMITS_BODY_TOTAL_SECONDS",
        LIMITS,
        "body_total_seconds",
    ),
    ("CAIRN_LIMITS_DRAIN_SECONDS", LIMITS, "drain_seconds"),
    ("CAIRN_LIMITS_CONNECTIONS", LIMITS, "connections"),
    (
        "CAIRN_LIMITS_REQUESTS_PER_SECOND",
        LIMITS,
        "requests_per_second",
    ),
    (
        "CAIRN_LIMITS_UNREADABLE_PER_MINUTE",
        LIMITS,
        "unreadable_per_minute",
    ),
    ("CAIRN_LIMITS_QUESTIONS", LIMITS, "questions"),
    ("CAIRN_LIMITS_QUESTION_SECONDS", LIMITS, "question_seconds"),
];
const LIMITS: Option<&str> = Some("limits");

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: vec![DEFAULT_LISTEN.to_owned()],
            public_url: None,
            limits: Limits::default(),
        }
    }
}

impl Config {
    /// The settings of a file's text, overruled by those variables that are set.
    pub fn read(
        file: &str,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        let refused = |error: &dyn std::fmt::Display| ConfigError::File(error.to_string());
        let mut settings: toml::Table = file.parse().map_err(|error| refused(&error))?;
        for (name, table, key) in VARIABLES {
            let Some(text) = variable(name) else {
                continue;
            };
            let value = match text.parse() {
                _ if key == "listen" => {
                    let addresses = text.split(',').map(|address| address.trim().to_owned());
                    toml::Value::Array(addresses.map(toml::Value::String).collect())
                }
                Ok(number) => toml::Value::Integer(number),
                Err(_) => toml::Value::String(text),
            };
            let target = match table {
                None => &mut settings,
                Some(table) => settings
                    .entry(table)
                    .or_insert_with(|| toml::Value::Table(toml::Table::new()))
                    .as_table_mut()
                    .ok_or_else(|| ConfigError::File(format!("`{table}` is no table")))?,
            };
            target.insert(key.to_owned(), value);
        }
        let config: Self = settings.try_into().map_err(|error| refused(&error))?;
        config.public_address()?;
        Ok(config)
    }

    /// The public address, if one is set.
    pub(crate) fn public_address(&self) -> Result<Option<PublicAddress>, PublicAddressError> {
        self.public_url
            .as_deref()
            .map(PublicAddress::parse)
            .transpose()
    }
}

#[cfg(test)]
mod tests;
