//! The way an event came: through a browser, an app, a server or a file.

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

    /// The way of a live event, by the words in its SDK's name. Scripts for pages and SDKs for apps name themselves;
    /// a name that says nothing, or none, is of somebody's own call, as a server makes it.
    pub fn of_live(source: &str) -> Self {
        let source = source.to_lowercase();
        let names = |words: &[&str]| {
            source
                .split(|letter: char| !letter.is_ascii_alphanumeric())
                .any(|word| words.contains(&word))
        };
        if names(&APP) {
            Self::App
        } else if names(&BROWSER) && !names(&SERVER) {
            Self::Browser
        } else {
            Self::Server
        }
    }
}

#[cfg(test)]
mod tests;
