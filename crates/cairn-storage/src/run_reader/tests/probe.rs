use super::*;
#[test]
#[ignore = "probe"]
fn probe() {
    use std::collections::BTreeMap;
    use std::sync::{Arc, Mutex};
    let seen: Arc<Mutex<BTreeMap<String, usize>>> = Arc::default();
    let other = seen.clone();
    std::panic::set_hook(Box::new(move |info| {
        let loc = info.location().unwrap().to_string();
        *other.lock().unwrap().entry(loc).or_default() += 1;
    }));
    let (_folder, path) = copy_of_the_run();
    let mut spoiled = Spoiled::open(&path);
    let (mut ok, mut err, mut diff) = (0, 0, 0); let want = stored_events(); let mut dice = Dice::new(77);
    for _ in 0..20000 { let bit = dice.below(spoiled.content.len() * 8);
        spoiled.flip(bit);
        match catch_unwind(AssertUnwindSafe(|| read(&path))) {
            Ok(Ok(e)) => {ok += 1; if e != want {diff += 1} },
            Ok(Err(_)) => err += 1,
            Err(_) => {}
        }
        spoiled.restore(bit);
    }
    println!("diff {diff} ok {ok} err {err} {:#?}", seen.lock().unwrap());
}
