//! What a site holds of a demo shop, and which shop is to be there.

use cairn_core::time::Time;

use super::DemoShop;
use super::error::DemoError;

const USUAL_SEED: u64 = 1;
const NAME_START: &str = "demo-seed-";
const NAME_MIDDLE: &str = "-until-";
const NAME_END: &str = ".ndjson";

/// What a site holds of a demo shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Planted {
    /// No events.
    Nothing,
    /// The shop of a seed and an end.
    Shop {
        /// Its seed.
        seed: u64,
        /// The day after its last.
        until: String,
        /// The import that brought it in.
        import: String,
    },
    /// Events, and none of a demo shop.
    OtherEvents,
}

impl Planted {
    /// What a site holds, by its imports that are not undone, as (name of the file, id), and the number of its events.
    pub fn of<'a>(imports: impl IntoIterator<Item = (&'a str, String)>, events: u64) -> Self {
        let shop = imports.into_iter().find_map(|(name, import)| {
            let (seed, until) = read_name(name)?;
            Some(Self::Shop {
                seed,
                until,
                import,
            })
        });
        match shop {
            Some(shop) => shop,
            None if events == 0 => Self::Nothing,
            None => Self::OtherEvents,
        }
    }

    /// The shop asked for; without words about it the one that is there, else the one of seed 1 up to today.
    ///
    /// Errors: `until` is no day or one to come; there is another shop, or events of something else.
    pub fn choose(
        &self,
        seed: Option<u64>,
        until: Option<&str>,
        now: Time,
    ) -> Result<DemoShop, DemoError> {
        let today = DemoShop::today(now)?;
        let (known_seed, known_until) = match self {
            Self::Shop { seed, until, .. } => (*seed, until.as_str()),
            Self::Nothing | Self::OtherEvents => (USUAL_SEED, today.as_str()),
        };
        let shop = DemoShop::new(seed.unwrap_or(known_seed), until.unwrap_or(known_until))?;
        let until = shop.until();
        // Both are written as a date with four digits of the year.
        if until > today {
            return Err(DemoError::ToCome { until, today });
        }
        match self {
            Self::OtherEvents => Err(DemoError::OtherEvents),
            Self::Shop {
                seed,
                until,
                import,
            } if (shop.seed(), &shop.until()) != (*seed, until) => Err(DemoError::AnotherShop {
                seed: *seed,
                until: until.clone(),
                import: import.clone(),
            }),
            Self::Shop { .. } | Self::Nothing => Ok(shop),
        }
    }
}

impl DemoShop {
    /// What the import of its events is called, by which it is known again.
    pub fn file_name(&self) -> String {
        let (seed, until) = (self.seed(), self.until());
        format!("{NAME_START}{seed}{NAME_MIDDLE}{until}{NAME_END}")
    }
}

fn read_name(name: &str) -> Option<(u64, String)> {
    let inner = name.strip_prefix(NAME_START)?.strip_suffix(NAME_END)?;
    let (seed, until) = inner.split_once(NAME_MIDDLE)?;
    Some((seed.parse().ok()?, until.to_owned()))
}

#[cfg(test)]
mod tests;
