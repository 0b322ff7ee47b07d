//! The address that browsers know the server by.

/// Scheme, host and port, as a browser's `Origin` names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PublicAddress {
    origin: String,
}

/// A text that is no such address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a public address: write https://, the host, and the port if it is another than 443"
)]
pub struct PublicAddressError(String);

impl PublicAddress {
    pub(crate) fn parse(text: &str) -> Result<Self, PublicAddressError> {
        let refused = || PublicAddressError(text.to_owned());
        let lower = text.trim_end_matches('/').to_ascii_lowercase();
        let (scheme, host) = lower.split_once("://").ok_or_else(refused)?;
        let default_port = match scheme {
            "https" => ":443",
            "http" => ":80",
            _ => return Err(refused()),
        };
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
        if host.is_empty() || !host.bytes().all(fits) {
            return Err(refused());
        }
        let host = host.strip_suffix(default_port).unwrap_or(host);
        Ok(Self {
            origin: format!("{scheme}://{host}"),
        })
    }

    /// Whether browsers reach it through TLS.
    pub(crate) fn is_secure(&self) -> bool {
        self.origin.starts_with("https://")
    }

    /// As `Origin` names it.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }
}

#[cfg(test)]
mod tests;
