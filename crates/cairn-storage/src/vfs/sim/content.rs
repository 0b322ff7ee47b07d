//! The bytes of one simulated file: what is seen, what is durable, and what lies between.

use super::dice::Dice;

const SECTOR_BYTES: usize = 512;

#[derive(Debug, Clone, Default)]
pub(super) struct Content {
    visible: Vec<u8>,
    durable: Vec<u8>,
    /// What was done since the last sync, oldest first.
    pending: Vec<Pending>,
}

#[derive(Debug, Clone)]
struct Pending {
    write: Write,
    /// A sync failed to make it durable. The system takes it for clean now, so no later sync will.
    is_given_up: bool,
}

#[derive(Debug, Clone)]
enum Write {
    Append { offset: usize, bytes: Vec<u8> },
    Cut(usize),
}

impl Content {
    pub(super) fn durable(content: &[u8]) -> Self {
        Self {
            visible: content.to_vec(),
            durable: content.to_vec(),
            pending: Vec::new(),
        }
    }

    pub(super) fn visible(&self) -> &[u8] {
        &self.visible
    }

    pub(super) fn append(&mut self, bytes: &[u8]) {
        self.add(Write::Append {
            offset: self.visible.len(),
            bytes: bytes.to_vec(),
        });
        self.visible.extend_from_slice(bytes);
    }

    pub(super) fn cut(&mut self, length: usize) {
        if length < self.visible.len() {
            self.visible.truncate(length);
            self.add(Write::Cut(length));
        }
    }

    fn add(&mut self, write: Write) {
        self.pending.push(Pending {
            write,
            is_given_up: false,
        });
    }

    pub(super) fn sync(&mut self) {
        for pending in std::mem::take(&mut self.pending) {
            if pending.is_given_up {
                self.pending.push(pending);
                continue;
            }
            match pending.write {
                Write::Append { offset, bytes } => put(&mut self.durable, offset, &bytes),
                Write::Cut(length) => self.durable.truncate(length),
            }
        }
    }

    pub(super) fn fail_to_sync(&mut self) {
        for pending in &mut self.pending {
            pending.is_given_up = true;
        }
    }

    /// What is found after a crash.
    pub(super) fn crashed(&self, dice: &mut Dice) -> Self {
        let mut found = self.durable.clone();
        for pending in &self.pending {
            match &pending.write {
                Write::Append { offset, bytes } => tear(&mut found, *offset, bytes, dice),
                Write::Cut(length) if dice.toss() => found.truncate(*length),
                Write::Cut(_) => {}
            }
        }
        Self::durable(&found)
    }
}

/// Puts bytes at a place; a gap before them is zero.
fn put(content: &mut Vec<u8>, offset: usize, bytes: &[u8]) {
    let end = offset + bytes.len();
    if content.len() < end {
        content.resize(end, 0);
    }
    content[offset..end].copy_from_slice(bytes);
}

/// Puts those sectors of an append that made it. Where the length was written and the content was not,
/// there are zeros or what the disk held before.
fn tear(content: &mut Vec<u8>, offset: usize, bytes: &[u8], dice: &mut Dice) {
    // Mostly all or nothing, else many small appends would never survive together.
    let fate = dice.below(4);
    if fate == 0 {
        return;
    }
    let before = content.len();
    let mut at = 0;
    while at < bytes.len() {
        let sector_end = ((offset + at) / SECTOR_BYTES + 1) * SECTOR_BYTES;
        let end = (sector_end - offset).min(bytes.len());
        if fate == 1 || dice.toss() {
            fill_gap(content, offset + at, dice);
            put(content, offset + at, &bytes[at..end]);
        }
        at = end;
    }
    // The length alone may have made it.
    if fate == 2 && dice.toss() && content.len() < offset + bytes.len() && content.len() >= before {
        fill_gap(content, offset + bytes.len(), dice);
    }
}

fn fill_gap(content: &mut Vec<u8>, end: usize, dice: &mut Dice) {
    let is_garbage = dice.toss();
    while content.len() < end {
        let byte = if is_garbage { dice.next().to_le_bytes()[0] } else { 0 };
        content.push(byte);
    }
}
