use super::*;

#[test]
fn comments_and_texts_become_blanks() {
    for (source, code) in [
        ("a // std::fs\nb", "a           \nb"),
        ("a /* x /* y */ z */ b", "a                   b"),
        ("a /* x\ny */ b", "a     \n     b"),
        ("f(\"x\\\"y\") + g", "f(      ) + g"),
        ("f(\"// x\"); g", "f(      ); g"),
        ("f('\"'); g(\"x\")", "f(   ); g(   )"),
        ("f('\\''); g", "f(    ); g"),
        ("f('\\u{1f600}'); g", "f(           ); g"),
        ("fn f<'a>(x: &'a str)", "fn f<'a>(x: &'a str)"),
        ("r\"\\\" + a", "     + a"),
        ("r#\"x\"y\"# + a", "         + a"),
        ("br##\"x\"#\"## + a", "            + a"),
        ("for\"x\"", "for   "),
        ("r#type", "r#type"),
        ("\"never closed", "             "),
        ("/* never closed", "               "),
    ] {
        assert_eq!(code_only(source), code, "{source}");
    }
}
