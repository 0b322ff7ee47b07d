//! What lies on disk, seen without the library's help.

use std::collections::BTreeSet;
use std::path::Path;

use cairn_storage::{SimVfs, Vfs};
use serde_json::Value as Json;

fn json(disk: &SimVfs, path: &Path) -> Json {
    serde_json::from_slice(&disk.content(path).unwrap()).unwrap()
}

/// The files below `runs/` that the current manifest names.
pub(crate) fn named(disk: &SimVfs, data: &Path) -> BTreeSet<String> {
    let manifests = data.join("manifest");
    let sequence = json(disk, &manifests.join("current"))["sequence"]
        .as_u64()
        .unwrap();
    let manifest = json(disk, &manifests.join(format!("{sequence:012}.json")));
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
            // No manifest names sidecars, and facts have none.
            let sidecar = run["stream"].is_null().then_some("sidecar");
            let kinds = ["parquet", "ids", "facts"].into_iter();
            for kind in kinds.chain(persons).chain(sidecar) {
                files.insert(format!("{folder}/run-{number:08}.{kind}"));
            }
        }
    }
    files
}

/// The files below a folder of the data directory.
pub(crate) fn files(disk: &SimVfs, folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    gather(disk, folder, "", &mut found);
    found
}

fn gather(disk: &SimVfs, folder: &Path, name: &str, found: &mut BTreeSet<String>) {
    for entry in Vfs::list(disk, folder).unwrap_or_default() {
        let own = entry.path.file_name().unwrap().to_str().unwrap();
        let name = match name {
            "" => own.to_owned(),
            _ => format!("{name}/{own}"),
        };
        if entry.is_folder {
            gather(disk, &entry.path, &name, found);
        } else {
            found.insert(name);
        }
    }
}
