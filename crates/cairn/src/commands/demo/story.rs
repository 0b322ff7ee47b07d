//! What was planted, in sentences, and what to ask.

use std::fmt::Write;
use std::path::Path;

use cairn_demo::{ChannelTruth, DemoTruth, MicroRole, MicroTruth};

/// The story of a shop, with questions to paste.
pub(super) fn of(truth: &DemoTruth, data: &Path) -> String {
    let mut story = format!(
        "\nPlanted, {} up to and without {}, days of {}:\n",
        truth.start, truth.until, truth.timezone
    );
    for sentence in sentences(truth) {
        // Writing to a string can't fail.
        let _ = writeln!(story, "- {sentence}");
    }
    story.push_str("\nQuestions to ask next:\n");
    let directory = if data == Path::new("data") {
        String::new()
    } else {
        let quoted = data.display().to_string().replace('\'', r"'\''");
        format!(" --data '{quoted}'")
    };
    for (about, question) in questions(truth) {
        let _ = writeln!(
            story,
            "  # {about}\n  cairn query{directory} --site demo '{question}'"
        );
    }
    story.pop();
    story
}

fn sentences(truth: &DemoTruth) -> Vec<String> {
    let mut sentences = vec![
        format!(
            "{} people came, whom ids tell as {} persons, and placed {} orders that are told of; {} of these are told of twice and count once.",
            truth.people, truth.persons, truth.orders, truth.orders_told_twice
        ),
        format!(
            "From {} on the checkout fails on {}: of 1000 orders that would come of it only {} do.",
            truth.regression.day, truth.regression.browser, truth.regression.factor_per_mille
        ),
        format!(
            "From {} to {} nothing was tracked: {} events are nowhere, and {} orders.",
            truth.outage.start,
            truth.outage.end,
            truth.outage.events_lost,
            truth.outage.orders_lost
        ),
    ];
    sentences.extend(best_and_worst(truth));
    sentences.extend(truth.micros.iter().map(about_micro));
    sentences
}

fn about_micro(micro: &MicroTruth) -> String {
    let part = match micro.role {
        MicroRole::Causes => "causes orders",
        MicroRole::Confounded => "is only confounded with orders",
        MicroRole::Noise => "is noise",
    };
    let effect = if micro.orders_if_always == micro.orders_if_never {
        "It moves no order.".to_owned()
    } else {
        format!(
            "{} orders happened; it would have been {} if it had come with every look at products, and {} without it.",
            micro.orders_as_happened, micro.orders_if_always, micro.orders_if_never
        )
    };
    format!("`{}` {part}: {}. {effect}", micro.event, micro.because)
}

fn best_and_worst(truth: &DemoTruth) -> Option<String> {
    let per_mille = |channel: &ChannelTruth| channel.orders * 1_000 / channel.persons.max(1);
    let by_rate = |row: &(&&'static str, &ChannelTruth)| per_mille(row.1);
    let (best, best_row) = truth.channels.iter().max_by_key(by_rate)?;
    let (worst, worst_row) = truth.channels.iter().min_by_key(by_rate)?;
    Some(format!(
        "Channels differ, by referrer and campaign of a person's first event: 1000 persons of {best} placed {} orders, 1000 of {worst} {}.",
        per_mille(best_row),
        per_mille(worst_row)
    ))
}

fn questions(truth: &DemoTruth) -> Vec<(&'static str, String)> {
    let range =
        |start: &str, end: &str| format!(r#""range": {{"start": "{start}", "end": "{end}"}}"#);
    let (start, fault, until) = (&truth.start, &truth.regression.day, &truth.until);
    let funnel = |range: String| {
        format!(
            r#"{{"kind": "funnel", "steps": [{{"event": "product_viewed"}}, {{"event": "cart"}}, {{"event": "checkout"}}, {{"goal": "order"}}], "breakdown": {{"property": "{}"}}, {range}}}"#,
            truth.funnel.breakdown
        )
    };
    let outage_day = truth.outage.start.split('T').next().unwrap_or(start);
    vec![
        (
            "how much is ordered, week by week",
            format!(
                r#"{{"kind": "trend", "goal": "order", "interval": "week", {}}}"#,
                range(start, until)
            ),
        ),
        (
            "where people drop out, by browser, before",
            funnel(range(start, fault)),
        ),
        (
            "and after the checkout became faulty",
            funnel(range(fault, until)),
        ),
        (
            "the days from the outage on",
            format!(
                r#"{{"kind": "trend", "event": "*", {}}}"#,
                range(outage_day, fault)
            ),
        ),
        (
            "the people who left at the faulty checkout",
            format!(
                r#"{{"kind": "persons", "of": {}, "cell": {{"step": 4, "outcome": "dropped", "breakdown": "{}"}}, "limit": 5}}"#,
                funnel(range(fault, until)),
                truth.regression.browser
            ),
        ),
    ]
}
