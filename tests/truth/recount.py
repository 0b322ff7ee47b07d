#!/usr/bin/env python3
"""Counts a CSV event log again, naively and on its own: shares nothing with the Rust code.

Prints JSON on stdout: rows, rows without person, persons, rows and persons per event, value sums per
currency (as decimal text), distinct orders, value sums over distinct orders (the earliest row of each
order by time, then by row), and for every `--funnel` the ordered funnel, entry best and entry first,
by brute force.

    recount.py shop.csv --event event --time event_time --person user_id \
        --value value --currency currency --order order_id \
        --funnel product_viewed,cart,checkout,purchase --window 604800 --breakdown channel

The funnel: a person's attempt starts at any event of step 1. Then every next step is taken by the earliest
fitting event that is later, or that happens at the same instant and was not used yet; no later step may
lie more than `--window` seconds after the start (inclusive). Entry best: the deepest attempt, of equals
the one that completes earliest, of these the one that starts last. Entry first: the earliest start. The
breakdown value of a person is the one on the entry of the chosen attempt, if it is not empty.
`by_value` counts rows, persons, values and orders by the breakdown column of each row itself.

Events of one instant are free of order: when several of them could fill several steps, all ways are tried.
`--start` and `--end` (UTC, half-open) bound step 1 of the funnel only; the other counts are of all rows.

Times: ISO 8601, with or without an offset (without: UTC), or Unix seconds. All arithmetic is in integer
microseconds and `decimal`. Files ending in .gz are unpacked.
"""

import argparse
import csv
import gzip
import json
import re
import sys
from collections import defaultdict
from datetime import datetime, timedelta, timezone
from decimal import Decimal

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
MICROSECOND = timedelta(microseconds=1)


def micros(text):
    """An instant as integer microseconds since 1970."""
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return int((Decimal(text) * 1_000_000).to_integral_value())
    # Python 3.11 reads Z, offsets and any number of decimals, cutting those past the sixth.
    moment = datetime.fromisoformat(text.removesuffix(" UTC"))
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return (moment - EPOCH) // MICROSECOND


def rows(path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def follow(events, start, steps, window):
    """The places of the events that fill the steps, as many as possible, from the event at `start` on."""
    limit = events[start][0] + window

    def go(depth, after, used):
        """The best filling of steps `depth`… with events not before the time `after`."""
        if depth == len(steps):
            return []
        best = []
        first_time = None
        for at, (time, event, _) in enumerate(events):
            if time < after or at in used or event != steps[depth]:
                continue
            if time > limit or (first_time is not None and time > first_time):
                break
            # A later instant is never better than the first fitting one; within an instant all are tried.
            first_time = time
            rest = [at] + go(depth + 1, time, used | {at})
            if better(rest, best, events):
                best = rest
        return best

    return [start] + go(1, events[start][0], {start})


def better(candidate, known, events):
    """Deeper, or as deep and complete earlier. Of equals the known one stays: the smaller row number."""
    if len(candidate) != len(known):
        return len(candidate) > len(known)
    return bool(candidate) and events[candidate[-1]][0] < events[known[-1]][0]


def attempts(events, steps, window, start, end):
    for at, (time, event, _) in enumerate(events):
        if event == steps[0] and start <= time < end:
            yield follow(events, at, steps, window)


def choose_best(tries, events):
    def rank(tried):
        return (-len(tried), events[tried[-1]][0], -events[tried[0]][0])

    return min(tries, key=rank)


def choose_first(tries, events):
    """The attempt from the first instant; where several events share it, the deepest of theirs."""
    first = min(events[tried[0]][0] for tried in tries)
    return choose_best([tried for tried in tries if events[tried[0]][0] == first], events)


def value_of(attempt, events):
    return events[attempt[0]][2] or None


def funnel(journeys, steps, window, start, end):
    best = [0] * len(steps)
    first = [0] * len(steps)
    by_value = defaultdict(lambda: [0] * len(steps))
    for events in journeys.values():
        tries = list(attempts(events, steps, window, start, end))
        if not tries:
            continue
        deepest = choose_best(tries, events)
        for step in range(len(deepest)):
            best[step] += 1
            by_value[value_of(deepest, events)][step] += 1
        for step in range(len(choose_first(tries, events))):
            first[step] += 1
    return {
        "steps": steps,
        "window_seconds": window // 1_000_000,
        "entry_best": best,
        "entry_first": first,
        "entry_best_by_value": [
            {"value": value, "counts": counts}
            for value, counts in sorted(by_value.items(), key=lambda row: (row[0] is None, row[0]))
        ],
    }


def recount(options):
    row_count = 0
    rows_without_person = 0
    rows_per_event = defaultdict(int)
    persons_per_event = defaultdict(set)
    journeys = defaultdict(list)
    value_sum = defaultdict(Decimal)
    order_rows = {}
    by_value = defaultdict(
        lambda: {
            "persons": set(),
            "rows_per_event": defaultdict(int),
            "sums": defaultdict(Decimal),
            "orders": set(),
        }
    )
    for number, row in enumerate(rows(options.file)):
        row_count += 1
        event = row[options.event]
        time = micros(row[options.time])
        person = row[options.person]
        rows_per_event[event] += 1
        if person:
            persons_per_event[event].add(person)
            label = row[options.breakdown] if options.breakdown else ""
            journeys[person].append((time, number, event, label))
        else:
            rows_without_person += 1
        value = row[options.value] if options.value else ""
        currency = (row[options.currency] if options.currency else "") or "-"
        if value:
            value_sum[currency] += Decimal(value)
        order = row[options.order] if options.order else ""
        if order:
            found = (time, number, currency, Decimal(value or 0))
            order_rows[order] = min(order_rows.get(order, found), found)
        if options.breakdown:
            part = by_value[row[options.breakdown]]
            part["rows_per_event"][event] += 1
            part["persons"].update([person] if person else [])
            part["orders"].update([order] if order else [])
            if value:
                part["sums"][currency] += Decimal(value)
    order_value_sum = defaultdict(Decimal)
    for _, _, currency, value in order_rows.values():
        order_value_sum[currency] += value
    streams = {
        person: [(time, event, label) for time, _, event, label in sorted(events)]
        for person, events in journeys.items()
    }
    window = options.window * 1_000_000
    start = micros(options.start) if options.start else -(10**30)
    end = micros(options.end) if options.end else 10**30
    return {
        "rows": row_count,
        "rows_without_person": rows_without_person,
        "persons": len(journeys),
        "rows_per_event": dict(sorted(rows_per_event.items())),
        "persons_per_event": {event: len(who) for event, who in sorted(persons_per_event.items())},
        "value_sum": {currency: str(total) for currency, total in sorted(value_sum.items())},
        "orders": len(order_rows),
        "order_value_sum": {
            currency: str(total) for currency, total in sorted(order_value_sum.items())
        },
        "by_value": {
            label: {
                "persons": len(part["persons"]),
                "rows_per_event": dict(sorted(part["rows_per_event"].items())),
                "value_sum": {key: str(total) for key, total in sorted(part["sums"].items())},
                "orders": len(part["orders"]),
            }
            for label, part in sorted(by_value.items())
        },
        "funnels": [
            funnel(streams, steps.split(","), window, start, end) for steps in options.funnel
        ],
    }


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", help="CSV with a header line; .csv or .csv.gz")
    parser.add_argument("--event", default="event", help="column of event names")
    parser.add_argument("--time", default="event_time", help="column of times")
    parser.add_argument("--person", default="user_id", help="column of persons")
    parser.add_argument("--value", help="column of amounts")
    parser.add_argument("--currency", help="column of currencies; without it all amounts are of one")
    parser.add_argument("--order", help="column of order ids")
    parser.add_argument("--funnel", action="append", default=[], help="steps, separated by commas")
    parser.add_argument("--window", type=int, default=604_800, help="seconds, inclusive")
    parser.add_argument("--start", help="first instant of step 1")
    parser.add_argument("--end", help="first instant after the range of step 1")
    parser.add_argument("--breakdown", help="column that splits the funnels")
    json.dump(recount(parser.parse_args()), sys.stdout, indent=1, ensure_ascii=False)
    print()


if __name__ == "__main__":
    main()
