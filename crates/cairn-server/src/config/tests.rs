use super::*;

fn read(file: &str, variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
    Config::read(file, |name| {
        let found = variables.iter().find(|(variable, _)| *variable == name);
        found.map(|(_, value)| (*value).to_owned())
    })
}

#[test]
fn an_empty_file_gives_the_defaults() {
    assert_eq!(read("", &[]).unwrap(), Config::default());
}

#[test]
fn variables_overrule_the_file() {
    let file = "listen = [\"0.0.0.0:80\"]\npublic_url = \"https://a.example\"\n[limits]\nbody_bytes = 7\nquestions = 3";
    let variables = [
        ("CAIRN_LISTEN", "127.0.0.1:1, [::1]:2"),
        ("CAIRN_LIMITS_BODY_BYTES", "9"),
    ];
    let config = read(file, &variables).unwrap();
    assert_eq!(config.listen, ["127.0.0.1:1", "[::1]:2"]);
    assert_eq!(config.public_url.as_deref(), Some("https://a.example"));
    assert_eq!((config.limits.body_bytes, config.limits.questions), (9, 3));
}

#[test]
fn every_limit_has_its_variable() {
    for (name, table, key) in VARIABLES {
        if table.is_some() {
            let config = read("", &[(name, "41")]).unwrap();
            assert_ne!(config, Config::default(), "{name}");
            assert_eq!(
                config,
                read(&format!("[limits]\n{key} = 41"), &[]).unwrap(),
                "{name}"
            );
        }
    }
}

#[test]
fn what_is_misspelt_or_of_the_wrong_form_is_refused() {
    for (file, variable) in [
        ("listn = []", ("", "")),
        ("[limits]\nbody = 3", ("", "")),
        ("limits = 3", ("CAIRN_LIMITS_BODY_BYTES", "3")),
        ("", ("CAIRN_LIMITS_BODY_BYTES", "many")),
        ("", ("CAIRN_LIMITS_UNREADABLE_PER_MINUTE", "0")),
        ("", ("CAIRN_PUBLIC_URL", "cairn.example")),
        ("public_url = \"ftp://cairn.example\"", ("", "")),
        ("public_url = 5", ("", "")),
    ] {
        assert!(read(file, &[variable]).is_err(), "{file} {variable:?}");
    }
}
