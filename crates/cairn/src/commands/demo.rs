//! `cairn demo`.

mod definitions;
mod goals;
mod story;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use cairn_api::{ImportsWire, SiteSettingsWire, SitesWire};
use cairn_core::id::SiteId;
use cairn_demo::{DemoShop, DemoTruth};
use cairn_ingest::Format;

use crate::cli::DemoArguments;
use crate::client::{of_site, with_api, with_server};
use crate::commands::{serve, sign_in};
use crate::context::{Context, Verdict, now};
use crate::import_events::{EventFile, bring_in};
use crate::talk;

const SITE: &str = "demo";
const USUAL_SEED: u64 = 1;

/// What the data directory holds of the demo shop.
enum Found {
    /// Nothing, or a site without events.
    Nothing,
    /// The shop of a seed and an end, by this import.
    Shop {
        seed: u64,
        until: String,
        import: String,
    },
    /// A site of that name with imports of something else.
    OtherEvents,
}

pub(crate) fn run(context: &Context, arguments: &DemoArguments) -> Result<Verdict> {
    let found = find(context)?;
    let shop = shop_of(arguments, &found)?;
    let truth = shop.truth();
    if let Some(path) = &arguments.truth {
        write_truth(&truth, path)?;
    }
    let verdict = match found {
        Found::Nothing => plant(context, &shop)?,
        Found::Shop { import, .. } => {
            talk::say(format_args!(
                "the demo shop is there already: seed {}, until {}, brought in by {import}; nothing was added",
                shop.seed(),
                shop.until()
            ));
            Verdict::Done
        }
        Found::OtherEvents => bail!(
            "site `{SITE}` holds events that are not the demo shop's: plant it in another directory with --data"
        ),
    };
    let added = with_api(context, async |api| {
        let added = goals::add_missing(api, SITE).await?;
        definitions::add_missing(api, SITE).await?;
        Ok(added)
    })?;
    if added > 0 {
        talk::say(format_args!("{added} goals added"));
    }
    talk::say(format_args!("{}", story::of(&truth, context.data())));
    if arguments.no_serve || !matches!(verdict, Verdict::Done) {
        return Ok(verdict);
    }
    if with_server(context, async |_| Ok(()))?.is_some() {
        return sign_in::run(context);
    }
    serve::run(context, &arguments.serve)
}

/// The shop asked for; without words about it the one that is there, else the usual one.
fn shop_of(arguments: &DemoArguments, found: &Found) -> Result<DemoShop> {
    let today = DemoShop::today(now())?;
    let (known_seed, known_until) = match found {
        Found::Shop { seed, until, .. } => (*seed, until.clone()),
        _ => (USUAL_SEED, today.clone()),
    };
    let until = arguments.until.clone().unwrap_or(known_until);
    let shop = DemoShop::new(arguments.seed.unwrap_or(known_seed), &until)?;
    // Both are written as a date with four digits of the year.
    if shop.until() > today {
        bail!("--until {until} lies after today ({today}): a shop has no events of days to come");
    }
    if let Found::Shop {
        seed,
        until,
        import,
    } = found
        && (shop.seed(), shop.until()) != (*seed, until.clone())
    {
        bail!(
            "the demo shop is there already with seed {seed}, until {until}: take it back with `cairn import undo {import}`, or plant another in another directory with --data"
        );
    }
    Ok(shop)
}

fn find(context: &Context) -> Result<Found> {
    if !context.data().join("meta.sqlite").is_file() {
        return Ok(Found::Nothing);
    }
    with_api(context, async |api| {
        let SitesWire { sites } = serde_json::from_str(&api.get("/api/v1/sites").await?)?;
        if !sites.iter().any(|site| site.id == SITE) {
            return Ok(Found::Nothing);
        }
        let imports = api.get(&of_site(SITE, "/imports")).await?;
        let ImportsWire { imports } = serde_json::from_str(&imports)?;
        let mut live = imports.iter().filter(|import| import.state == "live");
        let shop = live.clone().find_map(|import| {
            let (seed, until) = read_name(&import.source)?;
            let import = import.id.clone();
            Some(Found::Shop {
                seed,
                until,
                import,
            })
        });
        Ok(match shop {
            Some(shop) => shop,
            None if live.next().is_none() => Found::Nothing,
            None => Found::OtherEvents,
        })
    })
}

/// What the import of a shop's events is called, by which it is known again.
fn name_of(shop: &DemoShop) -> String {
    format!("demo-seed-{}-until-{}.ndjson", shop.seed(), shop.until())
}

fn read_name(source: &str) -> Option<(u64, String)> {
    let inner = source.strip_prefix("demo-seed-")?.strip_suffix(".ndjson")?;
    let (seed, until) = inner.split_once("-until-")?;
    Some((seed.parse().ok()?, until.to_owned()))
}

fn write_truth(truth: &DemoTruth, path: &Path) -> Result<()> {
    let text = serde_json::to_string_pretty(truth)? + "\n";
    std::fs::write(path, text)
        .with_context(|| format!("can't write the truth to `{}`", path.display()))
}

fn plant(context: &Context, shop: &DemoShop) -> Result<Verdict> {
    context.create_data()?;
    let written = Written::of(shop, context.data())?;
    let name = name_of(shop);
    let file = EventFile {
        path: &written.path,
        name: Some(&name),
        site: &SiteId::new(SITE)?,
        format: Some(Format::Ndjson),
        mapping: None,
        dry_run: false,
        settings: SiteSettingsWire {
            timezone: Some(DemoShop::TIMEZONE.to_owned()),
            currency: Some(DemoShop::CURRENCY.to_owned()),
            week_start: None,
        },
    };
    bring_in(context, &file)
}

/// A shop's events in a file that goes with this.
struct Written {
    path: PathBuf,
}

impl Written {
    fn of(shop: &DemoShop, data: &Path) -> Result<Self> {
        // One that stays is cleared away with all else in there.
        let folder = std::path::absolute(data)?.join("staging");
        std::fs::create_dir_all(&folder)?;
        let written = Self {
            path: folder.join(format!("demo-{}", std::process::id())),
        };
        let place = || format!("can't write `{}`", written.path.display());
        let file = File::create(&written.path).with_context(place)?;
        let mut out = BufWriter::with_capacity(1 << 20, file);
        shop.write_ndjson(&mut out).with_context(place)?;
        out.flush().with_context(place)?;
        Ok(written)
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}
