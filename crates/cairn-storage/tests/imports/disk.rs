//! What lies on disk, seen without the library's help.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value as Json;

fn json(path: &Path) -> Json {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// The files below `runs/` that the current manifest names.
pub(crate) fn named(data: &Path) -> BTreeSet<String> {
    let manifests = data.join("manifest");
    let sequence = json(&manifests.join("current"))["sequence"]
        .as_u64()
        .unwrap();
    let manifest = json(&manifests.join(format!("{sequence:012}.json")));
    let mut files = BTreeSet::new();
    for (site, content) in manifest["sites"].as_object().unwrap() {
        for run in content["runs"].as_array().unwrap() {
            let number = run["number"].as_u64().unwrap();
            let mut folder = vec![site.as_str()];
            for part in ["month", "prefix"] {
                folder.extend(run["cell"][part].as_str().filter(|part| !part.is_empty()));
            }
            let folder = folder.join("/");
            let persons = run["cell"].is_object().then_some("persons");
            for kind in ["parquet", "ids", "facts"].into_iter().chain(persons) {
                files.insert(format!("{folder}/run-{number:08}.{kind}"));
            }
        }
    }
    files
}

/// The files below `runs/`.
pub(crate) fn files(data: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    gather(&data.join("runs"), "", &mut found);
    found
}

fn gather(folder: &Path, name: &str, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let entry = entry.unwrap();
        let own = entry.file_name().into_string().unwrap();
        let name = if name.is_empty() {
            own
        } else {
            format!("{name}/{own}")
        };
        if entry.file_type().unwrap().is_dir() {
            gather(&entry.path(), &name, found);
        } else {
            found.insert(name);
        }
    }
}
