use super::*;

#[test]
fn slips_are_recognised_and_strangers_are_not() {
    let known = ["payment_done", "payment_choice", "cart"];
    let check = |name: &str, expected: Option<&str>| {
        assert_eq!(nearest(name, known.into_iter()), expected, "{name}");
    };
    check("payment_don", Some("payment_done"));
    check("Cart", Some("cart"));
    check("zzz", None);
}

#[test]
fn only_names_never_stored_are_noted() {
    let seen = BTreeSet::from(["cart".to_owned(), "main".to_owned()]);
    let notes = unseen_names(["cart", "maim", "maim"].into_iter(), &seen);
    assert_eq!(
        notes,
        ["no event named `maim` is stored; did you mean `main`?"]
    );
}
