//! `cairn demo`.

mod story;

use std::path::Path;

use anyhow::{Context as _, Result, anyhow};
use cairn_api::{GoalsWire, ImportsWire, SiteSettingsWire, SitesWire};
use cairn_core::id::SiteId;
use cairn_demo::{DemoError, DemoShop, DemoTruth, Planted, WrittenShop};
use cairn_ingest::Format;

use crate::cli::DemoArguments;
use crate::client::{Api, of_site, with_api, with_server};
use crate::commands::{serve, sign_in};
use crate::context::{Context, Verdict, now};
use crate::import_events::{EventFile, bring_in};
use crate::talk;

pub(crate) fn run(context: &Context, arguments: &DemoArguments) -> Result<Verdict> {
    let found = find(context)?;
    let chosen = found.choose(arguments.seed, arguments.until.as_deref(), now());
    let shop = chosen.map_err(refused)?;
    let truth = shop.truth();
    if let Some(path) = &arguments.truth {
        write_truth(&truth, path)?;
    }
    let verdict = match found {
        Planted::Shop { import, .. } => {
            talk::say(format_args!(
                "the demo shop is there already: seed {}, until {}, brought in by {import}; nothing was added",
                shop.seed(),
                shop.until()
            ));
            Verdict::Done
        }
        Planted::Nothing | Planted::OtherEvents => plant(context, &shop)?,
    };
    let added = with_api(context, async |api| {
        let before = goals(api).await?;
        // The shop is there: what it lacks beside events is added.
        api.post("/api/v1/demo", "{}".to_owned()).await?;
        Ok(goals(api).await?.saturating_sub(before))
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

/// How many goals the site has.
async fn goals(api: &Api) -> Result<usize> {
    let goals = api.get(&of_site(DemoShop::SITE, "/goals")).await?;
    let GoalsWire { goals } = serde_json::from_str(&goals)?;
    Ok(goals.len())
}

/// Why there can't be the shop asked for, with the way out.
fn refused(error: DemoError) -> anyhow::Error {
    match &error {
        DemoError::ToCome { .. } => anyhow!("--until {error}"),
        DemoError::AnotherShop { import, .. } => anyhow!(
            "{error}: take it back with `cairn import undo {import}`, or plant another in another directory with --data"
        ),
        DemoError::OtherEvents => anyhow!("{error}: plant it in another directory with --data"),
        _ => error.into(),
    }
}

/// What the data directory holds of the demo shop.
fn find(context: &Context) -> Result<Planted> {
    if !context.data().join("meta.sqlite").is_file() {
        return Ok(Planted::Nothing);
    }
    with_api(context, async |api| {
        let SitesWire { sites } = serde_json::from_str(&api.get("/api/v1/sites").await?)?;
        let Some(site) = sites.iter().find(|site| site.id == DemoShop::SITE) else {
            return Ok(Planted::Nothing);
        };
        let imports = api.get(&of_site(DemoShop::SITE, "/imports")).await?;
        let ImportsWire { imports } = serde_json::from_str(&imports)?;
        let live = imports.iter().filter(|import| import.state == "live");
        let named = live.map(|import| (import.source.as_str(), import.id.clone()));
        Ok(Planted::of(named, site.events))
    })
}

fn write_truth(truth: &DemoTruth, path: &Path) -> Result<()> {
    let text = serde_json::to_string_pretty(truth)? + "\n";
    std::fs::write(path, text)
        .with_context(|| format!("can't write the truth to `{}`", path.display()))
}

fn plant(context: &Context, shop: &DemoShop) -> Result<Verdict> {
    context.create_data()?;
    // One that stays is cleared away with all else in there.
    let staging = std::path::absolute(context.data())?.join("staging");
    let path = staging.join(format!("demo-{}", std::process::id()));
    let place = format!("can't write `{}`", path.display());
    let written = WrittenShop::at(path, shop).context(place)?;
    let name = shop.file_name();
    let file = EventFile {
        path: written.path(),
        name: Some(&name),
        site: &SiteId::new(DemoShop::SITE)?,
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
