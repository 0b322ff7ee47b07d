//! What somebody sends is no formula in the files that people open, and stays as it is in those that Cairn reads.

use serde_json::{Value as Json, json};

use crate::support::Cairn;

/// What begins a formula in a spreadsheet, or is stripped before one.
const TRIGGERS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];
const MAPPING: &str = "[columns]\nevent = \"event\"\nevent_time = \"time\"\nuser_id = \"user\"\nanonymous_id = \"device\"\norder_id = \"order\"\n\
    \"context.page.path\" = \"path\"\n\"context.campaign.source\" = \"source\"\n\"context.campaign.name\" = \"campaign\"\n\
    \"context.device.browser\" = \"browser\"\n\"properties.plan\" = \"plan\"\nvalue = \"value\"\ncurrency = \"currency\"\n";

/// Everything that a sender may choose, each beginning with one of these; and a row that is no event.
fn hostile(trigger: char) -> Cairn {
    let cairn = Cairn::new();
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = "event,time,user,device,order,path,source,campaign,browser,plan,value,currency";
    writer.write_record(header.split(',')).unwrap();
    let text = |name: &str| format!("{trigger}{name}");
    for (event, minute, device, value, currency) in [
        ("view", 0, "d1", "", ""),
        ("view", 1, "d2", "", ""),
        ("buy", 2, "d1", "-5", "EUR"),
        ("buy", 3, "d1", "-7", "CHF"),
        ("never", 61, "d1", "", ""),
    ] {
        let time = format!("2026-01-05 10:{minute:02}:00");
        let chosen = [
            "user", "order", "path", "source", "campaign", "browser", "plan",
        ];
        let [_, order, path, source, campaign, browser, plan] = chosen.map(text);
        let row = [
            text(event),
            time,
            text(&format!("user of {device}")),
            text(device),
            order,
            path,
            source,
            campaign,
            browser,
            plan,
            value.to_owned(),
            currency.to_owned(),
        ];
        writer.write_record(row).unwrap();
    }
    let file = cairn.file("a.csv", writer.into_inner().unwrap());
    let mapping = cairn.file("m.toml", MAPPING);
    let tally = cairn.import(&file, &["--mapping", mapping.to_str().unwrap()]);
    assert_eq!(tally, [5, 4, 0, 1]);
    let goal = json!({"id": "order", "name": text("Order"), "class": "macro", "kind": "revenue",
        "when": {"event": text("buy")}, "counting": "every", "value": {"event_value": true}});
    cairn.ok(&["goal", "add", "--site", "shop", &goal.to_string()]);
    cairn
}

fn questions(trigger: char) -> Vec<Json> {
    let text = |name: &str| format!("{trigger}{name}");
    let funnel = json!({"kind": "funnel", "steps": [{"event": text("view")}, {"goal": "order"}], "now": "2026-02-01"});
    let mut split = funnel.clone();
    split["breakdown"] = json!({"property": "plan"});
    let goal = json!({"kind": "trend", "goal": "order", "interval": "month"});
    let mut by_browser = goal.clone();
    by_browser["breakdown"] = json!({"property": "context.device.browser"});
    vec![
        funnel.clone(),
        split,
        goal,
        by_browser,
        json!({"kind": "persons", "of": funnel, "cell": {"step": 1}}),
        json!({"kind": "timeline", "person": text("user of d1")}),
        json!({"kind": "drop_off", "of": funnel}),
        json!({"kind": "drop_off", "of": funnel, "properties": [{"property": text("plan")}]}),
        json!({"kind": "overview"}),
    ]
}

/// Text of others begins with no trigger; with one it stands behind an apostrophe. A number is a number.
#[test]
fn no_cell_of_an_answer_is_a_formula() {
    for trigger in TRIGGERS {
        let cairn = hostile(trigger);
        let mut defused = 0;
        let mut negative = 0;
        for question in questions(trigger) {
            let table = cairn.query_csv(&question.to_string());
            let header = &table[0];
            for (column, cell) in table[1..].iter().flat_map(|row| header.iter().zip(row)) {
                let is_number = cell.parse::<f64>().is_ok();
                let is_ours = is_number || column == "amounts";
                assert!(is_ours || !cell.starts_with(TRIGGERS), "{column}: {cell:?}");
                defused += usize::from(cell.starts_with(&format!("'{trigger}")));
                negative += usize::from(is_ours && cell.starts_with('-'));
            }
        }
        // A timeline's three events have nine such cells each, two of them a session's source and campaign, which have
        // lost their white space. Two persons have two. A step's name stands once in the funnel and twice in the one
        // that is split, a value in both rows of its part, one at a trend's point, and the goal's name in the overview.
        let of_event = if trigger.is_whitespace() { 7 } else { 9 };
        assert_eq!(
            defused,
            3 * of_event + 2 * 2 + 1 + 2 + 2 + 1 + 1,
            "{trigger:?}"
        );
        assert!(negative > 0, "a negative sum is one still");
    }
}

/// The list of rejected rows is for people; an export is for Cairn, and gives the same events back.
#[test]
fn rejects_are_defused_and_exports_are_as_sent() {
    for trigger in TRIGGERS {
        let cairn = hostile(trigger);
        let listed = std::fs::read_to_string(cairn.data().join("rejects/imp-1.csv")).unwrap();
        let mut rows = csv::Reader::from_reader(listed.as_bytes());
        let row = rows.records().next().unwrap().unwrap();
        assert_eq!((&row[0], &row[2]), ("5", "bad_time"));
        // A row that begins with a quote is no formula as it stands.
        let raw = &row[4];
        assert!(
            !raw.starts_with(TRIGGERS) && raw.contains("never"),
            "{raw:?}"
        );
        let export = cairn.path("export.csv");
        cairn.ok(&[
            "export",
            "csv",
            "--site",
            "shop",
            "--output",
            export.to_str().unwrap(),
        ]);
        let exported = std::fs::read_to_string(&export).unwrap();
        let mut rows = csv::Reader::from_reader(exported.as_bytes());
        let at = rows
            .headers()
            .unwrap()
            .iter()
            .position(|name| name == "event")
            .unwrap();
        let mut events: Vec<String> = rows
            .records()
            .map(|row| row.unwrap()[at].to_owned())
            .collect();
        events.sort_unstable();
        let expected = ["buy", "buy", "view", "view"].map(|name| format!("{trigger}{name}"));
        assert_eq!(events, expected);
        assert_eq!(
            cairn.import(&export, &[]),
            [4, 0, 4, 0],
            "they are the same events"
        );
    }
}
