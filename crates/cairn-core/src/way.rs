//! The way an event came: through a browser, an app, a server or a file.

use crate::event::Trust;

/// How an event came to Cairn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// A page's script sent it.
    Browser,
    /// A server or script of the owner's sent it.
    Server,
    /// An app sent it.
    App,
    /// It was in a file.
    Import,
}

/// Words in the names of SDKs for apps.
const APP: [&str; 11] = [
    "android", "ios", "swift", "kotlin", "flutter", "native", "unity", "cordova", "xamarin",
    "maui", "expo",
];
/// Words in the names of SDKs for servers.
const SERVER: [&str; 12] = [
    "node", "python", "ruby", "go", "php", "java", "net", "csharp", "rust", "elixir", "perl",
    "server",
];
/// Words in the names of scripts for pages.
const BROWSER: [&str; 4] = ["js", "javascript", "browser", "web"];

impl Way {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::Server => "server",
            Self::App => "app",
            Self::Import => "import",
        }
    }

    /// The way of a live event, by the words in its SDK's name. A name that says nothing leaves it to who vouches
    /// for the event: a write key, which is public, is what pages have.
    pub fn of_live(source: &str, trust: Trust) -> Self {
        let source = source.to_lowercase();
        let names = |words: &[&str]| {
            source
                .split(|letter: char| !letter.is_ascii_alphanumeric())
                .any(|word| words.contains(&word))
        };
        if names(&APP) {
            return Self::App;
        }
        if names(&SERVER) {
            return Self::Server;
        }
        match trust {
            Trust::Server | Trust::Provider if !names(&BROWSER) => Self::Server,
            _ => Self::Browser,
        }
    }
}

#[cfg(test)]
mod tests;
