//! Erasing a person: what lies in runs and dead letters is written anew without it, beside whatever goes on.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use cairn_core::id::{PersonKey, SiteId};
use cairn_core::identity::IdentityFact;

use crate::compaction::{Rewrite, Rewritten, Within};
use crate::dead_letter_file::{
    DeadLetterFile, StagedDeadLetters, read_dead_letters, write_dead_letters,
};
use crate::erasable::names_erased;
use crate::erasure_book::ErasureBook;
use crate::error::StorageError;
use crate::facts::read_facts;
use crate::files;
use crate::manifest::Run;
use crate::partition::Partition;
use crate::person_directory::read_directory;
use crate::projection::Columns;
use crate::run_reader::RunReader;
use crate::stream::Stream;

/// Erases rows of lists that are not storage's own: given the site and a test whether a row names somebody erased, it
/// tells how many rows went.
pub type RejectedRows<'a> = &'a dyn Fn(&SiteId, &dyn Fn(&str) -> bool) -> Result<u64, StorageError>;

/// Whom an erasure is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whom {
    /// A person, by the key of any of its ids.
    Person(PersonKey),
    /// Whoever has this id, a user's or a device's: nothing that is stored says which, only messages and rows name it
    /// that are no events.
    Named(String),
}

/// What is to be looked through.
pub(crate) struct ErasureWork {
    /// Of all runs that may hold something.
    pub(crate) rewrite: Rewrite,
    pub(crate) letters_folder: PathBuf,
    pub(crate) letters: Vec<DeadLetterFile>,
    pub(crate) book: Arc<ErasureBook>,
    /// Runs that were found to hold something, by their numbers.
    pub(crate) affected: BTreeSet<u64>,
}

/// What was written.
pub(crate) struct ErasureWritten {
    pub(crate) site: SiteId,
    pub(crate) rewritten: Option<Rewritten>,
    pub(crate) letters: Vec<ReplacedLetters>,
    pub(crate) folder: PathBuf,
}

/// A file of dead letters without those of erased persons.
pub(crate) struct ReplacedLetters {
    pub(crate) number: u64,
    pub(crate) erased: u64,
    /// None if nothing is left.
    pub(crate) rest: Option<StagedDeadLetters>,
}

/// What the steps of an erasure have found so far, by the numbers of runs. A run never changes.
#[derive(Debug, Clone, Default)]
pub(crate) struct LookedAt {
    /// They hold nothing of erased persons.
    pub(crate) clean: BTreeSet<u64>,
    /// They do.
    pub(crate) affected: BTreeSet<u64>,
}

/// What a step of an erasure came to.
pub(crate) struct Step {
    pub(crate) written: ErasureWritten,
    pub(crate) looked: LookedAt,
    pub(crate) is_last: bool,
}

impl Whom {
    /// The keys of the ids it is asked for by.
    pub(crate) fn keys(&self) -> Vec<PersonKey> {
        match self {
            Self::Person(key) => vec![*key],
            Self::Named(id) => vec![PersonKey::of_user(id), PersonKey::of_device(id)],
        }
    }
}

impl From<PersonKey> for Whom {
    fn from(person: PersonKey) -> Self {
        Self::Person(person)
    }
}

impl ErasureWork {
    /// Writes some runs anew that hold something; dead letters once no run does.
    pub(crate) fn write(mut self) -> Result<Step, StorageError> {
        let site = self.rewrite.site.clone();
        let folder = self.rewrite.folder.clone();
        let mut looked = LookedAt::default();
        let mut affected = Vec::new();
        for run in std::mem::take(&mut self.rewrite.inputs) {
            if self.affected.contains(&run.number) || self.holds_erased(&run)? {
                looked.affected.insert(run.number);
                affected.push(run);
            } else {
                looked.clean.insert(run.number);
            }
        }
        let is_last = affected.is_empty();
        let mut written = ErasureWritten {
            site,
            rewritten: None,
            letters: Vec::new(),
            folder,
        };
        if is_last {
            written.letters = self.write_letters()?;
        } else {
            self.choose(affected);
            written.rewritten = Some(self.rewrite.write()?);
        }
        Ok(Step {
            written,
            looked,
            is_last,
        })
    }

    /// Takes the runs for one step: a compacted one stays where it lies, others become one group.
    fn choose(&mut self, affected: Vec<Run>) {
        let rewrite = &mut self.rewrite;
        if let Some(run) = affected.iter().find(|run| run.cell.is_some()) {
            rewrite.within = Within::of(run);
            rewrite.inputs = vec![run.clone()];
            return;
        }
        let mut rows = 0;
        for run in affected {
            if !rewrite.inputs.is_empty() && rows + run.rows > rewrite.sizes.rows_at_once {
                break;
            }
            rows += run.rows;
            rewrite.inputs.push(run);
        }
    }

    /// Whether rows of a run are of erased persons, or name a device of theirs.
    fn holds_erased(&self, run: &Run) -> Result<bool, StorageError> {
        let (vfs, folder) = (&*self.rewrite.vfs, &self.rewrite.runs_folder);
        let holds = |id: PersonKey| self.book.suppression.holds(&self.rewrite.site, id);
        // Of several who are named about one entity the facts beside a run keep one: its rows know them all.
        let tells_all = run.has_facts && run.stream == Stream::Events;
        if tells_all {
            let names = |fact: &IdentityFact| match fact {
                IdentityFact::SignedIn { device, user, .. } => holds(*device) || holds(*user),
                IdentityFact::SamePerson { user, other, .. } => holds(*user) || holds(*other),
                // Others' events may name an order of theirs; what is known of it goes, their events stay.
                IdentityFact::Belongs { claim, .. } => holds(claim.id),
            };
            let beside = read_facts(vfs, &run.facts_path(folder))?;
            if beside.facts.iter().any(names) {
                return Ok(true);
            }
        }
        if tells_all && run.cell.is_some() {
            let directory = read_directory(vfs, &run.directory_path(folder))?;
            return Ok(directory.iter().any(|(own, _)| holds(*own)));
        }
        // Runs of the first version have no facts beside them, so the devices of others' rows are looked at too.
        let columns = Columns {
            ids: !tells_all,
            ..Columns::default()
        };
        let path = run.events_path(folder);
        let mut reader = RunReader::open(vfs, &path, &columns, Partition::ALL)?;
        let mut last = None;
        while let Some(block) = reader.next_block()? {
            for row in 0..block.len() {
                let own = block.own_key(row);
                // Rows of one id mostly follow each other.
                let is_new = own != last;
                last = own;
                let device = block.anonymous_id(row).map(PersonKey::of_device);
                let user = block.user_id(row).map(PersonKey::of_user);
                let is_named = device.is_some_and(holds) || user.is_some_and(holds);
                if (is_new && own.is_some_and(holds)) || is_named {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    fn write_letters(&self) -> Result<Vec<ReplacedLetters>, StorageError> {
        let (vfs, site) = (&*self.rewrite.vfs, &self.rewrite.site);
        let mut replaced = Vec::new();
        for file in &self.letters {
            let mut letters = read_dead_letters(vfs, &file.path(&self.letters_folder))?;
            let before = letters.len();
            letters.retain(|letter| !names_erased(&self.book.suppression, site, letter));
            let erased = (before - letters.len()) as u64;
            if erased == 0 {
                continue;
            }
            let mut rest = None;
            if !letters.is_empty() {
                files::create_folder(vfs, &self.rewrite.folder)?;
                let path = self.rewrite.folder.join(format!("letters-{}", file.number));
                rest = Some(write_dead_letters(vfs, &path, &letters)?);
            }
            replaced.push(ReplacedLetters {
                number: file.number,
                erased,
                rest,
            });
        }
        Ok(replaced)
    }
}
