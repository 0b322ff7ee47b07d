//! As long as nothing fails, the simulated file system does what the real one does.

use cairn_testkit::dice::Dice;

use super::*;
use crate::vfs::RealVfs;

const NAMES: [&str; 7] = ["a", "b", "c", "f", "f/a", "f/g", "f/g/a"];

/// What a call gave, without the words of an error.
fn told<T: std::fmt::Debug>(result: io::Result<T>) -> String {
    match result {
        Ok(value) => format!("{value:?}"),
        Err(_) => "an error".to_owned(),
    }
}

fn read(vfs: &dyn Vfs, path: &Path) -> io::Result<Vec<u8>> {
    let file = vfs.open(path)?;
    let mut buffer = vec![0; 1_000];
    let read = file.read_at(&mut buffer, 1)?;
    buffer.truncate(read);
    assert_eq!(file.len()?.saturating_sub(1), read as u64);
    Ok(buffer)
}

/// A random call and what it gave.
fn call(dice: &mut Dice, vfs: &dyn Vfs, root: &Path) -> String {
    let path = root.join(dice.pick(&NAMES));
    let other = root.join(dice.pick(&NAMES));
    let byte = u8::try_from(dice.below(200)).unwrap();
    let length = dice.below(9);
    match dice.below(11) {
        0 => told(vfs.create(&path).and_then(|mut file| file.append(&[byte]))),
        1 | 2 => told(
            vfs.open(&path)
                .and_then(|mut file| file.append(&vec![byte; length])),
        ),
        3 => told(vfs.open(&path).and_then(|mut file| {
            let shorter = file.len()?.min(length as u64);
            file.set_len(shorter)
        })),
        4 if !is_folder(vfs, &path) => told(vfs.rename(&path, &other)),
        5 => told(vfs.remove_file(&path)),
        6 => told(vfs.remove_folder(&path)),
        7 => told(vfs.create_folder(&path)),
        8 => told(vfs.open(&path).and_then(|file| file.sync())),
        9 if is_folder(vfs, &path) => told(vfs.sync_folder(&path)),
        _ => told(vfs.kind(&path)),
    }
}

fn is_folder(vfs: &dyn Vfs, path: &Path) -> bool {
    vfs.kind(path).unwrap() == Some(Kind::Folder)
}

fn state(vfs: &dyn Vfs, root: &Path) -> Vec<String> {
    let list = |folder: &Path| {
        let listed = vfs.list(folder).map(|entries| {
            let entry = |entry: Entry| {
                let name = entry.path.strip_prefix(root).unwrap().to_owned();
                (name, entry.is_folder)
            };
            entries.into_iter().map(entry).collect::<Vec<_>>()
        });
        told(listed)
    };
    let mut state: Vec<String> = ["", "f", "f/g"]
        .iter()
        .map(|folder| list(&root.join(folder)))
        .collect();
    for name in NAMES {
        let path = root.join(name);
        if !is_folder(vfs, &path) {
            state.push(told(read(vfs, &path)));
        }
    }
    state
}

#[test]
fn random_calls_do_the_same_on_both() {
    for seed in 1..=60 {
        let folder = tempfile::tempdir().unwrap();
        let sim = with_data();
        let (mut a, mut b) = (Dice::new(seed), Dice::new(seed));
        for at in 0..120 {
            let real = call(&mut a, &RealVfs, folder.path());
            let simulated = call(&mut b, &sim, path("/data"));
            assert_eq!(real, simulated, "call {at} of seed {seed}");
            assert_eq!(
                state(&RealVfs, folder.path()),
                state(&sim, path("/data")),
                "after call {at} of seed {seed}"
            );
        }
    }
}
