#!/usr/bin/env python3
"""Counts the sessions of a CSV event log, naively and on its own: shares nothing with the Rust code.

Prints JSON on stdout: rows, sessions, sessions per UTC day of their first event, and, for every `--first`
column, per value of that column on the session's first row: sessions, rows, and for the `--event` column
sessions and rows of every event name.

    sessions.py log.csv.gz --time timestamp --visitor user_id --campaign utm_source --campaign utm_medium

Rows of one visitor are taken in the order of (time, place in the file). A row begins a session if the visitor
has none, if more than `--gap` seconds lie before it, or if any `--campaign` column is filled and the filled ones
differ from those of the session's last row that has any.

Rows of one visitor, one instant and different campaigns would depend on their order, as would the values of
`--first` columns where rows of a session's first instant differ: the script fails on both, so that no test rests
on it. Times as in recount.py. Files ending in .gz are unpacked.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict

from recount import micros, rows

DAY = 86_400_000_000


def sessions_of(visits, gap):
    """Lists of rows; `visits` is (time, campaign, row) of one visitor in order."""
    sessions = []
    carried = None
    last = None
    for time, campaign, row in visits:
        begins = not sessions or time - last > gap
        begins = begins or (any(campaign) and campaign != carried)
        if begins:
            sessions.append([])
            carried = None
        if any(campaign):
            carried = campaign
        sessions[-1].append((time, row))
        last = time
    return sessions


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--time", required=True)
    parser.add_argument("--visitor", required=True)
    parser.add_argument("--campaign", action="append", default=[])
    parser.add_argument("--gap", type=int, default=1800)
    parser.add_argument("--event")
    parser.add_argument("--first", action="append", default=[])
    options = parser.parse_args()

    visits = defaultdict(list)
    count = 0
    for place, row in enumerate(rows(options.file)):
        count += 1
        campaign = tuple(row[column] for column in options.campaign)
        visits[row[options.visitor]].append((micros(row[options.time]), place, campaign, row))
    sessions = []
    for of_visitor in visits.values():
        of_visitor.sort(key=lambda visit: visit[:2])
        for before, after in zip(of_visitor, of_visitor[1:]):
            if before[0] == after[0] and before[2] != after[2]:
                sys.exit(f"two campaigns at one instant: {before[3]}")
        ordered = [(time, campaign, row) for time, _, campaign, row in of_visitor]
        sessions.extend(sessions_of(ordered, options.gap * 1_000_000))

    days = Counter(session[0][0] // DAY for session in sessions)
    answer = {
        "rows": count,
        "sessions": len(sessions),
        "per_day": {str(day): number for day, number in sorted(days.items())},
        "first": {},
    }
    for column in options.first:
        values = defaultdict(lambda: {"sessions": 0, "rows": 0, "events": {}})
        for session in sessions:
            if len({row[column] for time, row in session if time == session[0][0]}) > 1:
                sys.exit(f"two first values of {column}: {session[0][1]}")
            value = values[session[0][1][column]]
            value["sessions"] += 1
            value["rows"] += len(session)
            names = Counter(row[options.event] for _, row in session) if options.event else {}
            for name, number in names.items():
                of_name = value["events"].setdefault(name, {"sessions": 0, "rows": 0})
                of_name["sessions"] += 1
                of_name["rows"] += number
        answer["first"][column] = dict(sorted(values.items()))
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
