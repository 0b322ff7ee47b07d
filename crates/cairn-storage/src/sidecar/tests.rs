//! Sidecars of written runs: what they tell, what damage to them does, how they are made anew.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use cairn_core::event::{Event, Identity, PropertyRef, Trust};
use cairn_core::id::{EventId, PersonKey, SiteId};
use cairn_core::money::{Currency, Money};
use cairn_core::time::Time;
use cairn_core::value::{Number, Value};
use cairn_testkit::dice::Dice;

use super::*;
use crate::columns::{RunColumns, SortedChunk};
use crate::damage::Spoiled;
use crate::manifest::Run;
use crate::paths::RunsFolders;
use crate::plain_event::plain_event;
use crate::seal::Seal;
use crate::staged_run::StagedRun;
use crate::stream::Stream;
use crate::vfs::{RealVfs, Vfs};

const NAMES: usize = 300;

/// Events of some persons and of nobody, over `span` microseconds.
fn chunk(seed: u64, rows: usize, persons: usize, span: i64) -> SortedChunk {
    let mut dice = Dice::new(seed);
    let mut columns = RunColumns::new();
    for number in 0..rows {
        let person = dice.below(persons + 1);
        let name = format!("name-{}", dice.below(NAMES) * dice.below(2));
        let event = Event {
            event_time: Time::from_micros(dice.between(0, span)),
            user_id: (person > 0).then(|| format!("user-{person}")),
            anonymous_id: dice.percent(20).then(|| "device".to_owned()),
            trust: dice.pick(&[Trust::Client, Trust::Server]),
            context: campaign(&mut dice),
            properties: properties(&mut dice, number),
            order_id: dice.percent(10).then(|| format!("order-{}", dice.below(5))),
            currency: dice.percent(30).then(|| Currency::parse("USD").unwrap()),
            value: dice.percent(20).then(|| Money {
                minor: dice.between(-9, 9),
                currency: Currency::parse("EUR").unwrap(),
            }),
            identity: Identity::Event(EventId(number as u128)),
            ..plain_event(&name)
        };
        columns.append(&event, EventId(number as u128));
    }
    columns.sorted().unwrap()
}

fn campaign(dice: &mut Dice) -> BTreeMap<String, Value> {
    let source = Value::String(format!("source-{}", dice.below(3)));
    let carried = dice
        .percent(20)
        .then(|| ("campaign.source".to_owned(), source));
    carried.into_iter().collect()
}

/// One that all have, one of several types, one that few have, and one with as many values as rows.
fn properties(dice: &mut Dice, number: usize) -> BTreeMap<String, Value> {
    let mut properties = BTreeMap::new();
    let mut set = |name: &str, value: Value| properties.insert(name.to_owned(), value);
    set("plan", Value::String(format!("plan-{}", dice.below(4))));
    set(
        "row",
        Value::Number(Number::Integer(i64::try_from(number).unwrap())),
    );
    if dice.percent(60) {
        let number = dice.below(3);
        set(
            "price",
            match dice.below(3) {
                0 => Value::String(number.to_string()),
                1 => Value::Number(Number::Float(number as f64)),
                _ => Value::Number(Number::Integer(i64::try_from(number).unwrap())),
            },
        );
    }
    if dice.percent(1) {
        set("rare", Value::Boolean(dice.percent(50)));
    }
    properties
}

fn packed(sorted: &SortedChunk) -> Built {
    let mut builder = SidecarBuilder::default();
    builder.add(&crate::block::Block::of(&sorted.batch).unwrap());
    builder.finish()
}

struct Written {
    _folder: tempfile::TempDir,
    folders: RunsFolders,
    run: Run,
    sorted: SortedChunk,
}

impl Written {
    fn of(sorted: SortedChunk) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let folders = RunsFolders::of(folder.path(), &SiteId::new("shop").unwrap());
        let runs = folders.stream(Stream::Events);
        RealVfs.create_folder(runs).unwrap();
        let place = (folder.path(), "0", Stream::Events);
        let staged = StagedRun::write(&RealVfs, place, &sorted, 500).unwrap();
        let run = staged.install(&RealVfs, &folders, 1, None).unwrap();
        Self {
            _folder: folder,
            folders,
            run,
            sorted,
        }
    }

    fn path(&self) -> PathBuf {
        self.run.sidecar_path(&self.folders)
    }

    fn open(&self, cache: &Sidecars) -> Option<Sidecar> {
        let seals = self.run.seals.as_ref().unwrap();
        let opened = cache.open(&RealVfs, &self.path(), &seals.events);
        opened.map(Sidecar::File)
    }

    fn soundness(&self, by_contents: bool) -> Sound {
        let packed = by_contents.then(|| packed(&self.sorted));
        soundness(&RealVfs, &self.folders, &self.run, packed.as_ref()).unwrap()
    }

    fn mend(&self, cache: &Sidecars) -> usize {
        mend(&RealVfs, cache, &self.folders, [&self.run].into_iter()).unwrap()
    }
}

/// All rows of a sidecar in its order.
fn rows_of(
    sidecar: &Sidecar,
    cache: &Sidecars,
) -> Result<Vec<(Option<PersonKey>, Time, String)>, StorageError> {
    let names = &sidecar.index().names;
    let mut rows = Vec::new();
    for (at, column) in sidecar.index().columns.iter().enumerate() {
        sidecar.words(at, (&RealVfs, cache))?;
        for block in 0..column.blocks.len() {
            sidecar.codes((at, block), (&RealVfs, cache))?;
        }
    }
    for at in 0..sidecar.index().segments.len() {
        let segment = sidecar.segment(at, (&RealVfs, cache))?;
        for person in 0..segment.persons() {
            for row in segment.rows(person) {
                let name = names[segment.code(row) as usize].clone();
                rows.push((segment.person(person), segment.time(row), name));
            }
        }
    }
    Ok(rows)
}

fn expected(sorted: &SortedChunk) -> Vec<(Option<PersonKey>, Time, String)> {
    let block = crate::block::Block::of(&sorted.batch).unwrap();
    let name = |row| block.event_name(row).to_owned();
    let keys = sorted.keys.iter().enumerate();
    keys.map(|(row, key)| (key.person, key.time, name(row)))
        .collect()
}

/// What a sidecar says of a property, by row; `None` if it can't tell.
fn told_of(
    sidecar: &Sidecar,
    cache: &Sidecars,
    of: &ColumnOf,
) -> Result<Option<Vec<Option<Value>>>, StorageError> {
    let rows = usize::try_from(sidecar.index().rows).unwrap();
    let column = match sidecar.index().told(of) {
        Told::Unknown => return Ok(None),
        Told::Nothing => return Ok(Some(vec![None; rows])),
        Told::By(column) => column,
    };
    let by = (&RealVfs as &dyn Vfs, cache);
    let words = sidecar.words(column, by)?;
    let Words::Values(words) = &*words else {
        panic!("origins are no property")
    };
    let mut told = Vec::new();
    for row in 0..rows {
        let codes = sidecar.codes((column, row / BLOCK_ROWS), by)?;
        let code = codes.and_then(|codes| codes.get(row % BLOCK_ROWS));
        told.push(code.map(|code| words[code as usize].clone()));
    }
    Ok(Some(told))
}

/// What the rows themselves say of a property.
fn expected_of(sorted: &SortedChunk, of: &PropertyRef) -> Vec<Option<Value>> {
    let block = crate::block::Block::of(&sorted.batch).unwrap();
    let indexes = block.index([of]);
    let value = |row| {
        let view = crate::block::BlockRow {
            block: &block,
            indexes: &indexes,
            row,
        };
        view.value_of(of).map(|value| value.to_value())
    };
    (0..block.len()).map(value).collect()
}

/// Few rows and many, times that hardly differ and times years apart, more names than a byte holds, more rows than a
/// segment.
#[test]
fn a_run_and_its_sidecar_tell_the_same() {
    let cases = [
        (1, 1, 0),
        (40, 3, 5),
        (5_000, 40, 90 * 86_400_000_000),
        (3_000, 2, 300 * 365 * 86_400_000_000),
        (70_000, 7, 86_400_000_000),
        (140_000, 1, 1_000_000),
    ];
    for (seed, (rows, persons, span)) in (1..).zip(cases) {
        let written = Written::of(chunk(seed, rows, persons, span));
        let cache = Sidecars::default();
        let sidecar = written.open(&cache).unwrap();
        let told = rows_of(&sidecar, &cache).unwrap();
        assert!(told == expected(&written.sorted), "case {seed}");
        assert_eq!(sidecar.index().rows, rows as u64);
        let packed = Sidecar::Memory(packed(&written.sorted).into());
        assert!(rows_of(&packed, &cache).unwrap() == told);
        for name in [
            "plan",
            "price",
            "rare",
            "nothing",
            "context.campaign.source",
            "row",
        ] {
            let of = PropertyRef::parse(name);
            let column = ColumnOf::Property(of.clone());
            let told = told_of(&sidecar, &cache, &column).unwrap();
            // More values than a column may have.
            let is_packed = name != "row" || rows <= 65_536;
            assert_eq!(told.is_some(), is_packed, "case {seed}, {name}");
            if let Some(told) = &told {
                assert!(
                    *told == expected_of(&written.sorted, &of),
                    "case {seed}, {name}"
                );
            }
            assert!(told_of(&packed, &cache, &column).unwrap() == told);
        }
        assert!(matches!(written.soundness(false), Sound::Same(_)));
        assert!(matches!(written.soundness(true), Sound::Same(_)));
    }
}

/// More properties than a sidecar has columns for: the first have one, the others are known to be there.
#[test]
fn what_has_no_column_is_listed() {
    let name = |number: usize| format!("property-{number:03}");
    let event = |number: u128| Event {
        properties: (0..300)
            .map(|of| (name(of), Value::Boolean(true)))
            .collect(),
        identity: Identity::Event(EventId(number)),
        ..plain_event("wide")
    };
    let mut columns = RunColumns::new();
    for number in 0..3 {
        columns.append(&event(number), EventId(number));
    }
    let packed = packed(&columns.sorted().unwrap());
    let told = |name: &str| {
        let of = PropertyRef::Property(name.to_owned());
        packed.index.told(&ColumnOf::Property(of))
    };
    for number in 0..300 {
        match number < 256 {
            true => assert!(matches!(told(&name(number)), Told::By(_)), "{number}"),
            false => assert_eq!(told(&name(number)), Told::Unknown, "{number}"),
        }
    }
    assert_eq!(told("nothing"), Told::Nothing);
    assert_eq!(packed.index.told(&ColumnOf::Origin), Told::Nothing);
}

/// Every bit of the last bytes, and many of the rest: either the sidecar can't be opened, or a
/// segment is an error, or nothing is told otherwise than before.
#[test]
fn damage_is_noticed() {
    let written = Written::of(chunk(9, 900, 12, 1_000_000));
    let path = written.path();
    let mut spoiled = Spoiled::open(&path);
    let bytes = spoiled.content.len();
    let check = |what: &str| {
        let cache = Sidecars::default();
        let Some(sidecar) = written.open(&cache) else {
            assert!(
                matches!(written.soundness(false), Sound::Faulty(_)),
                "{what}"
            );
            return;
        };
        let error = rows_of(&sidecar, &cache).expect_err(what);
        assert!(
            matches!(&error, StorageError::Damaged { file, .. } if *file == path),
            "{what}"
        );
        assert!(
            matches!(written.soundness(false), Sound::Faulty(_)),
            "{what}"
        );
    };
    for bit in 0..bytes * 8 {
        // All of the end, and some of the index and the segments.
        if bit % 37 == 0 || bit > (bytes - 400) * 8 {
            spoiled.flip(bit);
            check(&format!("bit {bit}"));
            spoiled.restore(bit);
        }
    }
    for end in (0..bytes).rev().step_by(61) {
        spoiled.cut(end);
        check(&format!("cut at {end}"));
    }
}

/// Bytes that no checksum vouches for are refused or can be asked anything.
#[test]
fn no_bytes_make_a_segment_panic() {
    let packed = packed(&chunk(8, 300, 9, 1_000_000));
    let segment = &packed.segments[packed.segments.len() - 1];
    let (scale, known) = (packed.index.scale, packed.index.known());
    let bytes = segment.to_bytes();
    let whole = Segment::of_bytes(&bytes, scale, known).unwrap();
    assert_eq!(whole, **segment);
    let mut refused = 0;
    let mut ask = |bytes: &[u8]| match Segment::of_bytes(bytes, scale, known) {
        Err(_) => refused += 1,
        Ok(segment) => {
            for person in 0..segment.persons() {
                segment.person(person);
                for row in segment.rows(person) {
                    assert!(segment.code(row) < known);
                    segment.time(row);
                    segment.money(row);
                    segment.order(row);
                    segment.visit(person, row);
                }
            }
        }
    };
    for bit in 0..bytes.len() * 8 {
        let mut spoiled = bytes.clone();
        spoiled[bit / 8] ^= 1 << (bit % 8);
        ask(&spoiled);
    }
    for end in 0..bytes.len() {
        ask(&bytes[..end]);
    }
    assert!(refused > bytes.len());
    let index = packed.index.to_bytes(&Seal::of(b"run"));
    for bit in 0..index.len() * 8 {
        let mut spoiled = index.clone();
        spoiled[bit / 8] ^= 1 << (bit % 8);
        let _ = Index::of_bytes(&spoiled);
    }
}

/// Times as far apart as can be.
#[test]
fn extreme_times_come_back() {
    let mut columns = RunColumns::new();
    let times = [
        i64::MIN,
        i64::MIN + 1,
        -1,
        0,
        1_767_225_600_000_000,
        i64::MAX,
    ];
    for (number, time) in times.into_iter().enumerate() {
        let event = Event {
            event_time: Time::from_micros(time),
            ..plain_event(&format!("name-{number}"))
        };
        columns.append(&event, EventId(number as u128));
    }
    let sorted = columns.sorted().unwrap();
    let packed = Sidecar::Memory(packed(&sorted).into());
    let told = rows_of(&packed, &Sidecars::default()).unwrap();
    assert_eq!(told, expected(&sorted));
}

#[test]
fn what_is_missing_damaged_or_another_runs_is_made_anew() {
    let written = Written::of(chunk(3, 700, 9, 50_000));
    let other = Written::of(chunk(4, 700, 9, 50_000));
    let path = written.path();
    let spoil: [&dyn Fn(&Path); 4] = [
        &|path| std::fs::remove_file(path).unwrap(),
        &|path| std::fs::write(path, b"").unwrap(),
        &|path| {
            std::fs::write(
                path,
                b"CRNSID\0\x03 of a newer version, longer than a trailer",
            )
            .unwrap()
        },
        &|path| std::fs::write(path, std::fs::read(other.path()).unwrap()).unwrap(),
    ];
    let whole = std::fs::read(&path).unwrap();
    let cache = Sidecars::default();
    assert_eq!(written.mend(&cache), 0);
    for spoil in spoil {
        spoil(&path);
        let cache = Sidecars::default();
        assert!(written.open(&cache).is_none());
        assert_eq!(written.mend(&cache), 1);
        assert!(written.open(&cache).is_some());
        assert_eq!(std::fs::read(&path).unwrap(), whole);
        assert_eq!(written.mend(&cache), 0);
    }
    // One that was found to be damaged only when a segment was read.
    cache.note_faulty(&path);
    assert!(written.open(&cache).is_none());
    assert_eq!(written.mend(&cache), 1);
    assert!(written.open(&cache).is_some());
}

/// A sidecar that is whole by its checksums, and says something else than its run.
#[test]
fn a_sidecar_that_lies_is_found_by_its_contents() {
    let written = Written::of(chunk(5, 700, 9, 50_000));
    let lie = packed(&chunk(6, 700, 9, 50_000));
    let seals = written.run.seals.as_ref().unwrap();
    write_sidecar(&RealVfs, &written.path(), &seals.events, lie).unwrap();
    assert!(matches!(written.soundness(false), Sound::Same(_)));
    assert!(matches!(written.soundness(true), Sound::Faulty(_)));
}

#[test]
fn the_cache_stays_within_its_bound_and_forgets_what_is_gone() {
    let written = Written::of(chunk(7, 200_000, 400, 86_400_000_000));
    let unbounded = Sidecars::default();
    let sidecar = written.open(&unbounded).unwrap();
    let told = rows_of(&sidecar, &unbounded).unwrap();
    assert!(sidecar.index().segments.len() >= 3);
    let all = unbounded.bytes();
    assert!(all > 200_000 * 3);
    let bounded = Sidecars::holding(all / 2);
    let sidecar = written.open(&bounded).unwrap();
    for _ in 0..3 {
        assert!(rows_of(&sidecar, &bounded).unwrap() == told);
        assert!(bounded.bytes() <= all / 2);
    }
    unbounded.keep_only(&BTreeSet::from([written.path()]));
    assert_eq!(unbounded.bytes(), all);
    unbounded.keep_only(&BTreeSet::new());
    assert_eq!(unbounded.bytes(), 0);
}
