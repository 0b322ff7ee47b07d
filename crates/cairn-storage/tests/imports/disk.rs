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
            files.insert(format!("{site}/run-{number:08}.parquet"));
            for kind in ["ids", "facts"] {
                files.insert(format!("{site}/run-{number:08}.{kind}"));
            }
        }
    }
    files
}

/// The files below `runs/`.
pub(crate) fn files(data: &Path) -> BTreeSet<String> {
    let mut files = BTreeSet::new();
    for site in std::fs::read_dir(data.join("runs")).into_iter().flatten() {
        let site = site.unwrap();
        for file in std::fs::read_dir(site.path()).unwrap() {
            let names = [site.file_name(), file.unwrap().file_name()];
            files.insert(names.map(|name| name.into_string().unwrap()).join("/"));
        }
    }
    files
}
