#!/usr/bin/env python3
"""Cuts the demo shop's events into sessions again from `cairn export csv`, person by person: shares nothing with
the Rust code.

    timeline.py export.csv --people 40

Prints JSON on stdout: how many sessions there are in all, and for the people with the most events (of equals the
smaller id) an id and their blocks, the newest first: whether it is a session, its channel, and its events with
their ids, the demo's goals that convert at them, and whether they joined their device to the user.

Persons and channels as in demo.py, sessions as in sessions.py: a visitor is the anonymous id, else the user id.
"""

import argparse
import json
from collections import defaultdict

from demo import channel, read
from sessions import sessions_of

GAP = 1_800_000_000
GOALS = {"purchase": "order", "cart": "cart", "video_watched": "video", "wishlist_added": "wishlist",
         "newsletter_signup": "newsletter"}


def campaign(row):
    tags = [name for name in row if name.startswith(("context.campaign.", "context.click_ids."))]
    return tuple(row[name] for name in sorted(tags))


def blocks_of(events):
    """Of one person: (first place, is a session, rows)."""
    visits = defaultdict(list)
    for place, (time, row) in enumerate(events):
        assert row["trust"] == "client", row
        visits[row["anonymous_id"] or "user " + row["user_id"]].append((time, campaign(row), (place, row)))
    for of_visitor in visits.values():
        for session in sessions_of(of_visitor, GAP):
            rows = [row for _, row in session]
            yield rows[0][0], True, [row for _, row in rows]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--people", type=int, required=True)
    options = parser.parse_args()
    people = defaultdict(list)
    reached = defaultdict(list)
    joined = set()
    orders, devices, readers = set(), set(), set()
    for time, row, person in read(options.file):
        if row["anonymous_id"] and row["user_id"] and row["anonymous_id"] not in devices:
            devices.add(row["anonymous_id"])
            joined.add(row["event_id"])
        goal = GOALS.get(row["event"])
        if goal == "order":
            goal = None if row["order_id"] in orders else goal
            orders.add(row["order_id"])
        if goal == "newsletter":
            goal = None if person is None or person in readers else goal
            readers.add(person)
        if goal:
            reached[row["event_id"]].append(goal)
        if person:
            people[person].append((time, row))
    answer = {"sessions": 0, "people": []}
    longest = sorted(people, key=lambda person: (-len(people[person]), person))[: options.people]
    for person, events in people.items():
        blocks = sorted(blocks_of(events), key=lambda block: block[0], reverse=True)
        answer["sessions"] += len(blocks)
        if person in longest:
            told = [
                [is_session, channel(rows[0]), [[row["event_id"], reached[row["event_id"]], row["event_id"] in joined] for row in rows]]
                for _, is_session, rows in blocks
            ]
            answer["people"].append({"id": person[1], "blocks": told})
    print(json.dumps(answer))


main()
