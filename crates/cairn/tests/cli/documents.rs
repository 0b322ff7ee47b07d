//! The reference says what the program says.

use crate::support::{Cairn, repository};

#[test]
fn the_reference_of_commands_is_their_help() {
    let document = std::fs::read_to_string(repository("docs/reference/commands.md")).unwrap();
    let sections: Vec<&str> = document.split("\n## ").skip(1).collect();
    assert!(
        sections.len() > 10,
        "the reference has a section per command"
    );
    for section in sections {
        let title = section.lines().next().unwrap();
        let mut arguments: Vec<&str> = title.split(' ').skip(1).collect();
        arguments.push("--help");
        let help = Cairn::new().ok(&arguments);
        let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
        let expected = lines.join("\n");
        assert!(
            section.contains(expected.trim_end()),
            "docs/reference/commands.md is outdated for `{title}`:\n{expected}"
        );
    }
}

#[test]
fn every_error_code_is_explained() {
    let document = std::fs::read_to_string(repository("docs/reference/errors.md")).unwrap();
    for code in cairn_api::Code::ALL {
        assert!(
            document.contains(&format!("| `{}` |", code.as_str())),
            "{} is missing",
            code.as_str()
        );
    }
}
