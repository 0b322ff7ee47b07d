//! The names of a simulated file system: what is seen, what is durable, and what lies between.

use std::collections::{BTreeMap, VecDeque};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::dice::Dice;
use super::fate::Fate;

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Node {
    /// The file of this number.
    File(usize),
    Folder,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    visible: BTreeMap<PathBuf, Node>,
    durable: BTreeMap<PathBuf, Node>,
    /// What was done since the first change that is not durable, oldest first.
    changes: VecDeque<(Change, Fate)>,
    /// How many changes became durable before the first of these.
    before: usize,
    /// The numbers of the changes that a folder holds and that were not synced with it, from the beginning.
    unsynced: BTreeMap<PathBuf, Vec<usize>>,
}

#[derive(Debug, Clone)]
enum Change {
    Create(PathBuf, Node),
    Rename(PathBuf, PathBuf, Node),
    Remove(PathBuf, Node),
}

impl Change {
    /// The folders that make the change durable when they are synced. A move is one change of both.
    fn folders(&self) -> Vec<&Path> {
        match self {
            Self::Create(path, _) | Self::Remove(path, _) => vec![parent(path)],
            Self::Rename(from, to, _) if parent(from) == parent(to) => vec![parent(to)],
            Self::Rename(from, to, _) => vec![parent(from), parent(to)],
        }
    }

    fn apply(&self, names: &mut BTreeMap<PathBuf, Node>) {
        match self {
            Self::Create(path, node) => {
                names.insert(path.clone(), *node);
            }
            Self::Rename(from, to, node) => {
                if names.get(from) == Some(node) {
                    names.remove(from);
                }
                names.insert(to.clone(), *node);
            }
            Self::Remove(path, node) => {
                if names.get(path) == Some(node) {
                    names.remove(path);
                }
            }
        }
    }
}

impl Names {
    pub(super) fn get(&self, path: &Path) -> Option<Node> {
        if is_root(path) {
            return Some(Node::Folder);
        }
        self.visible.get(path).copied()
    }

    /// The number of the file at a path.
    pub(super) fn file(&self, path: &Path) -> io::Result<usize> {
        match self.get(path) {
            Some(Node::File(at)) => Ok(at),
            Some(Node::Folder) => Err(ErrorKind::IsADirectory.into()),
            None => Err(ErrorKind::NotFound.into()),
        }
    }

    pub(super) fn create(&mut self, path: &Path, node: Node) -> io::Result<()> {
        self.folder(parent(path))?;
        self.change(Change::Create(path.to_owned(), node));
        Ok(())
    }

    pub(super) fn create_folder(&mut self, path: &Path) -> io::Result<()> {
        match self.get(path) {
            Some(Node::Folder) => Ok(()),
            Some(Node::File(_)) => Err(ErrorKind::AlreadyExists.into()),
            None => {
                self.create_folder(parent(path))?;
                self.create(path, Node::Folder)
            }
        }
    }

    pub(super) fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        let node = Node::File(self.file(from)?);
        self.folder(parent(to))?;
        if self.get(to) == Some(Node::Folder) {
            return Err(ErrorKind::IsADirectory.into());
        }
        self.change(Change::Rename(from.to_owned(), to.to_owned(), node));
        Ok(())
    }

    pub(super) fn remove_file(&mut self, path: &Path) -> io::Result<()> {
        let node = Node::File(self.file(path)?);
        self.change(Change::Remove(path.to_owned(), node));
        Ok(())
    }

    pub(super) fn remove_folder(&mut self, path: &Path) -> io::Result<()> {
        if !self.list(path)?.is_empty() {
            return Err(ErrorKind::DirectoryNotEmpty.into());
        }
        self.change(Change::Remove(path.to_owned(), Node::Folder));
        Ok(())
    }

    /// What is in a folder, by path.
    pub(super) fn list(&self, folder: &Path) -> io::Result<Vec<(&Path, Node)>> {
        self.folder(folder)?;
        let inside = self
            .visible
            .iter()
            .filter(|(path, _)| parent(path) == folder);
        Ok(inside.map(|(path, node)| (path.as_path(), *node)).collect())
    }

    pub(super) fn sync(&mut self, folder: &Path) -> io::Result<()> {
        self.folder(folder)?;
        for at in self.unsynced.remove(plain(folder)).unwrap_or_default() {
            if let Some((_, fate)) = self.change_at(at) {
                fate.sync();
            }
        }
        while let Some((change, _)) = self
            .changes
            .pop_front_if(|(_, fate)| *fate == Fate::Durable)
        {
            change.apply(&mut self.durable);
            self.before += 1;
        }
        Ok(())
    }

    /// New folders are not given up: no program could do anything about that but to move elsewhere.
    pub(super) fn fail_to_sync(&mut self, folder: &Path) {
        let unsynced = self.unsynced.get(plain(folder)).cloned();
        for at in unsynced.unwrap_or_default() {
            if let Some((change, fate)) = self.change_at(at)
                && !matches!(change, Change::Create(_, Node::Folder))
            {
                fate.give_up();
            }
        }
    }

    /// The change of a number, unless it is durable and forgotten.
    fn change_at(&mut self, at: usize) -> Option<&mut (Change, Fate)> {
        self.changes.get_mut(at.checked_sub(self.before)?)
    }

    /// Puts a file in place, durably.
    pub(super) fn put(&mut self, path: &Path, at: usize) {
        for above in path.ancestors().skip(1).filter(|above| !is_root(above)) {
            self.visible.insert(above.to_owned(), Node::Folder);
            self.durable.insert(above.to_owned(), Node::Folder);
        }
        self.visible.insert(path.to_owned(), Node::File(at));
        self.durable.insert(path.to_owned(), Node::File(at));
    }

    /// What is found after a crash.
    pub(super) fn crashed(&self, dice: &mut Dice) -> Self {
        let mut found = self.durable.clone();
        for (change, fate) in &self.changes {
            if *fate == Fate::Durable || dice.toss() {
                change.apply(&mut found);
            }
        }
        // What lies in a folder that was forgotten is gone with it.
        let all = found.clone();
        let is_folder = |path: &Path| is_root(path) || all.get(path) == Some(&Node::Folder);
        found.retain(|path, _| path.ancestors().skip(1).all(is_folder));
        Self {
            visible: found.clone(),
            durable: found,
            ..Self::default()
        }
    }

    fn folder(&self, path: &Path) -> io::Result<()> {
        match self.get(path) {
            Some(Node::Folder) => Ok(()),
            Some(Node::File(_)) => Err(ErrorKind::NotADirectory.into()),
            None => Err(ErrorKind::NotFound.into()),
        }
    }

    fn change(&mut self, change: Change) {
        change.apply(&mut self.visible);
        let at = self.before + self.changes.len();
        for folder in change.folders() {
            let unsynced = self.unsynced.entry(folder.to_owned()).or_default();
            unsynced.push(at);
        }
        self.changes.push_back((change, Fate::Open));
    }
}

/// Folders that are always there.
fn is_root(path: &Path) -> bool {
    path.parent().is_none() || path == Path::new(".")
}

fn parent(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new(""))
}

/// The folder of bare names has two spellings.
fn plain(folder: &Path) -> &Path {
    if folder == Path::new(".") {
        Path::new("")
    } else {
        folder
    }
}
