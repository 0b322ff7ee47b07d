//! Commands about what is saved beside goals: funnels and populations, all in one way.

use anyhow::Result;
use cairn_api::ApiError;
use cairn_core::id::{IdError, SiteId};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::cli::DefinitionArguments;
use crate::client::{of_site, with_api};
use crate::context::{Context, Verdict, read_definition};
use crate::talk;

/// A document that can be saved.
pub(super) trait Saved: Serialize + DeserializeOwned {
    /// What the commands call it; its addresses and lists, with an s.
    const KIND: &str;
    /// How several of them are written.
    type All: DeserializeOwned;

    /// Reads one.
    fn read(text: &str) -> Result<Self, ApiError>;
    /// Refuses what is no id.
    fn check_id(id: &str) -> Result<(), IdError>;
    /// Its id, as it is written.
    fn id(&self) -> &str;
    /// Those of a list.
    fn of(all: Self::All) -> Vec<Self>;
    /// They as a table.
    fn table(documents: &[Self]) -> String;
}

/// What is to be done.
pub(super) enum Task {
    Add(DefinitionArguments),
    Edit(DefinitionArguments),
    List { site: String },
    Show { site: String, id: String },
    Remove { site: String, id: String },
}

pub(super) fn run<D: Saved>(context: &Context, task: Task) -> Result<Verdict> {
    match task {
        Task::Add(arguments) => add::<D>(context, arguments),
        Task::Edit(arguments) => edit::<D>(context, arguments),
        Task::List { site } => list::<D>(context, &site),
        Task::Show { site, id } => show::<D>(context, &site, &id),
        Task::Remove { site, id } => remove::<D>(context, &site, &id),
    }?;
    Ok(Verdict::Done)
}

fn add<D: Saved>(context: &Context, arguments: DefinitionArguments) -> Result<()> {
    let site = SiteId::new(&arguments.site)?;
    let text = read_definition(arguments)?;
    let path = all_of::<D>(&site);
    let answer = with_api(context, async |api| api.post(&path, text).await)?;
    let added: D = serde_json::from_str(&answer)?;
    talk::say(format_args!("{} `{}` saved", D::KIND, added.id()));
    Ok(())
}

fn edit<D: Saved>(context: &Context, arguments: DefinitionArguments) -> Result<()> {
    let site = SiteId::new(&arguments.site)?;
    let text = read_definition(arguments)?;
    let document = D::read(&text)?;
    let path = path_of::<D>(&site, document.id())?;
    with_api(context, async |api| api.put(&path, text).await)?;
    talk::say(format_args!("{} `{}` changed", D::KIND, document.id()));
    Ok(())
}

fn list<D: Saved>(context: &Context, site: &str) -> Result<()> {
    let path = all_of::<D>(&SiteId::new(site)?);
    let answer = with_api(context, async |api| api.get(&path).await)?;
    let documents = D::of(serde_json::from_str(&answer)?);
    if documents.is_empty() {
        let kind = D::KIND;
        talk::say(format_args!(
            "site `{site}` has no saved {kind}s yet: `cairn {kind} add --help` shows how to save one"
        ));
    }
    talk::put(&D::table(&documents))
}

fn show<D: Saved>(context: &Context, site: &str, id: &str) -> Result<()> {
    let path = path_of::<D>(&SiteId::new(site)?, id)?;
    let answer = with_api(context, async |api| api.get(&path).await)?;
    let document: D = serde_json::from_str(&answer)?;
    talk::put(&serde_json::to_string_pretty(&document)?)
}

fn remove<D: Saved>(context: &Context, site: &str, id: &str) -> Result<()> {
    let path = path_of::<D>(&SiteId::new(site)?, id)?;
    with_api(context, async |api| api.delete(&path).await)?;
    talk::say(format_args!("{} `{id}` removed", D::KIND));
    Ok(())
}

fn all_of<D: Saved>(site: &SiteId) -> String {
    of_site(site.as_str(), &format!("/{}s", D::KIND))
}

fn path_of<D: Saved>(site: &SiteId, id: &str) -> Result<String> {
    D::check_id(id)?;
    Ok(format!("{}/{id}", all_of::<D>(site)))
}
