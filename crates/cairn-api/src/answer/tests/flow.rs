//! Flows on the wire. 2 of 4 is [.150039, .849961] by Wilson, as in [`super::returning`].

use cairn_core::answer::{FlowAnswer, FlowCell, FlowColumn, FlowLink, FlowNode, LinkEnd, Method};
use cairn_core::flow::{CellCount, Direction, PathsOf};

use super::*;

fn count(paths: u64, open: u64) -> CellCount {
    CellCount { paths, open }
}

fn cell(here: CellCount, ended: CellCount, rate: Option<Rate>) -> FlowCell {
    FlowCell {
        here,
        ended,
        rate_from_start: rate,
        rate_from_previous: rate,
    }
}

/// Five paths from `cart`, one of them open: three go on, two of these by `=buy` and one by another name.
fn body(rate: Option<Rate>) -> AnswerBody {
    let link = |column, from: Option<&str>, to, count| FlowLink {
        column,
        from: from.map(str::to_owned),
        to,
        count,
    };
    let node = |name: &str, cell| FlowNode {
        name: name.to_owned(),
        cell,
    };
    let anchor = cell(count(5, 1), count(2, 1), None);
    let buy = LinkEnd::Node("=buy".to_owned());
    AnswerBody::Flow(FlowAnswer {
        anchor: "cart".to_owned(),
        direction: Direction::Before,
        of: PathsOf::Sessions,
        columns: vec![
            FlowColumn {
                whole: anchor,
                nodes: vec![node("cart", anchor)],
                other: cell(count(0, 0), count(0, 0), None),
            },
            FlowColumn {
                whole: cell(count(3, 0), count(3, 0), rate),
                nodes: vec![node("=buy", cell(count(2, 0), count(2, 0), rate))],
                other: cell(count(1, 0), count(1, 0), rate),
            },
        ],
        links: vec![
            link(0, Some("cart"), buy, count(2, 0)),
            link(0, Some("cart"), LinkEnd::Other, count(1, 0)),
            link(0, Some("cart"), LinkEnd::Ended, count(2, 1)),
            link(1, Some("=buy"), LinkEnd::Ended, count(2, 0)),
            link(1, None, LinkEnd::Ended, count(1, 0)),
        ],
    })
}

#[test]
fn flow() {
    let mut of_sessions = rate_of(2, 4).unwrap();
    of_sessions.method = Method::WilsonOfPersons;
    let mut rate = rate_json(0.5, 0.150039, 0.849961, 2, 4);
    rate["method"] = json!("wilson_clustered");
    let columns = json!([
        {"column": 0, "total": 5, "open": 1, "ended": 2, "ended_open": 1,
         "rate_from_start": null, "rate_from_previous": null, "other": 0, "nodes": [
            {"name": "cart", "count": 5, "open": 1, "ended": 2, "ended_open": 1,
             "rate_from_start": null, "rate_from_previous": null}
        ]},
        {"column": 1, "total": 3, "open": 0, "ended": 3, "ended_open": 0,
         "rate_from_start": rate, "rate_from_previous": rate, "other": 1, "nodes": [
            {"name": "=buy", "count": 2, "open": 0, "ended": 2, "ended_open": 0,
             "rate_from_start": rate, "rate_from_previous": rate}
        ]}
    ]);
    let links = json!([
        {"from": [0, "cart"], "to": [1, "=buy"], "count": 2, "open": 0},
        {"from": [0, "cart"], "to": [1, null], "count": 1, "open": 0},
        {"from": [0, "cart"], "to": null, "count": 2, "open": 1},
        {"from": [1, "=buy"], "to": null, "count": 2, "open": 0},
        {"from": [1, null], "to": null, "count": 1, "open": 0}
    ]);
    let expected = json!({"anchor": "cart", "direction": "before", "count": "sessions",
        "columns": columns, "links": links});
    check_json("flow", body(Some(of_sessions)), &expected);
}

/// What a client reads is what was written.
#[test]
fn a_flow_is_read_back() {
    let written = to_wire(&answer(body(rate_of(2, 4)))).unwrap();
    let text = serde_json::to_string(&written).unwrap();
    let read: AnswerWire = serde_json::from_str(&text).unwrap();
    assert!(matches!(read.body, BodyWire::Flow { .. }));
    assert_eq!(serde_json::to_string(&read).unwrap(), text);
}

#[test]
fn a_flow_as_csv() {
    check_csv(
        body(plain_rate(2, 4)),
        &[
            "column,node,name,to_node,to_name,count,open,ended,ended_open,rate_from_start_value,rate_from_start_low,rate_from_start_high,rate_from_start_numerator,rate_from_start_denominator,rate_from_previous_value,rate_from_previous_low,rate_from_previous_high,rate_from_previous_numerator,rate_from_previous_denominator",
            "0,all,,,,5,1,2,1,,,,,,,,,,",
            "0,name,cart,,,5,1,2,1,,,,,,,,,,",
            "0,name,cart,name,'=buy,2,0,,,,,,,,,,,,",
            "0,name,cart,other,,1,0,,,,,,,,,,,,",
            "0,name,cart,ended,,2,1,,,,,,,,,,,,",
            "1,all,,,,3,0,3,0,0.5,0.125,0.75,2,4,0.5,0.125,0.75,2,4",
            "1,name,'=buy,,,2,0,2,0,0.5,0.125,0.75,2,4,0.5,0.125,0.75,2,4",
            "1,other,,,,1,0,1,0,,,,,,,,,,",
            "1,name,'=buy,ended,,2,0,,,,,,,,,,,,",
            "1,other,,ended,,1,0,,,,,,,,,,,,",
        ],
    );
}
