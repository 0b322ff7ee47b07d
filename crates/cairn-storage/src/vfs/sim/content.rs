//! The bytes of one simulated file: what is seen, what is durable, and what lies between.

use std::collections::VecDeque;

use super::dice::Dice;
use super::fate::Fate;

const SECTOR_BYTES: usize = 512;

#[derive(Debug, Clone, Default)]
pub(super) struct Content {
    visible: Vec<u8>,
    durable: Vec<u8>,
    /// What was done since the first write that is not durable, oldest first.
    writes: VecDeque<(Write, Fate)>,
}

#[derive(Debug, Clone)]
enum Write {
    Put { offset: usize, bytes: Vec<u8> },
    Cut(usize),
}

impl Content {
    pub(super) fn durable(content: &[u8]) -> Self {
        Self {
            visible: content.to_vec(),
            durable: content.to_vec(),
            writes: VecDeque::new(),
        }
    }

    pub(super) fn visible(&self) -> &[u8] {
        &self.visible
    }

    pub(super) fn write(&mut self, bytes: &[u8], offset: usize) {
        self.add(Write::Put {
            offset,
            bytes: bytes.to_vec(),
        });
        put(&mut self.visible, offset, bytes);
    }

    pub(super) fn cut(&mut self, length: usize) {
        if length < self.visible.len() {
            self.visible.truncate(length);
            self.add(Write::Cut(length));
        }
    }

    fn add(&mut self, write: Write) {
        self.writes.push_back((write, Fate::Open));
    }

    pub(super) fn sync(&mut self) {
        for (_, fate) in &mut self.writes {
            fate.sync();
        }
        while let Some((write, _)) = self.writes.pop_front_if(|(_, fate)| *fate == Fate::Durable) {
            write.apply(&mut self.durable);
        }
    }

    pub(super) fn fail_to_sync(&mut self) {
        for (_, fate) in &mut self.writes {
            fate.give_up();
        }
    }

    /// What is found after a crash.
    pub(super) fn crashed(&self, dice: &mut Dice) -> Self {
        let mut found = self.durable.clone();
        for (write, fate) in &self.writes {
            match write {
                write if *fate == Fate::Durable => write.apply(&mut found),
                Write::Put { offset, bytes } => tear(&mut found, *offset, bytes, dice),
                Write::Cut(_) if dice.toss() => write.apply(&mut found),
                Write::Cut(_) => {}
            }
        }
        Self::durable(&found)
    }
}

impl Write {
    fn apply(&self, content: &mut Vec<u8>) {
        match self {
            Self::Put { offset, bytes } => put(content, *offset, bytes),
            Self::Cut(length) => content.truncate(*length),
        }
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

/// Puts those sectors of a write that made it. Where the length was written and the content was not,
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
        let byte = if is_garbage {
            dice.next().to_le_bytes()[0]
        } else {
            0
        };
        content.push(byte);
    }
}
