#!/usr/bin/env python3
"""Counts the demo shop's events again from `cairn export csv`: shares nothing with the Rust code.

    demo.py export.csv --zone Europe/Berlin --start 2026-07-29 --fault 2026-10-21 --until 2026-11-26 \\
        --outage 2026-09-26T04:00:00Z 2026-09-28T12:00:00Z

Prints JSON on stdout, named as in the truth that `cairn demo --truth` writes: events, persons, orders and
revenue as a whole, by name, by day of the zone and by channel, and the funnel by browser before and after
the day `--fault`.

Persons: a device belongs to the user of the earliest event that has both ids, by (time, event id). An event is
its user's, else its device's user's, else the device's own; without any id it is nobody's. Orders: of the
events with one order id the earliest counts. Channels: the default rules of Google Analytics 4 on a person's
first event, as far as the demo shop needs them. The funnel: brute force, see recount.py.
"""

import argparse
import json
import re
import sys
from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from recount import EPOCH, MICROSECOND, attempts, choose_best, micros, rows, value_of

SYSTEM = {"$identify", "$alias", "$group"}
STEPS = ["product_viewed", "cart", "checkout", "purchase"]
WINDOW = 7 * 86_400 * 1_000_000
OWN_HOST = "boots.example"
SEARCH = ("google.", "bing.", "duckduckgo.", "ecosia.")
SOCIAL = ("instagram.", "facebook.", "tiktok.", "reddit.", "linkedin.")
ASSISTANTS = ("chatgpt.com", "claude.ai", "gemini.google.", "perplexity.ai", "copilot.")
PAID = re.compile(r"^(.*cp.*|ppc|retargeting|paid.*)$")


def midnight(day, zone):
    """The first instant of a day, in microseconds."""
    moment = datetime.combine(date.fromisoformat(day), datetime.min.time(), ZoneInfo(zone))
    return (moment - EPOCH) // MICROSECOND


def is_of(source, names):
    return any(("." + source).find("." + name) >= 0 or source + "." == name for name in names)


def channel(row):
    referrer = urlsplit(row["context.page.referrer"]).hostname or ""
    referrer = "" if referrer == OWN_HOST else referrer.removeprefix("www.")
    source = row["context.campaign.source"] or referrer
    medium = row["context.campaign.medium"] or ("referral" if referrer else "")
    if not source and not medium:
        return "direct"
    if PAID.match(medium):
        if is_of(source, SEARCH):
            return "paid_search"
        return "paid_social" if is_of(source, SOCIAL) else "paid_other"
    if medium in ("display", "banner", "expandable", "interstitial", "cpm"):
        return "display"
    if is_of(source, ASSISTANTS):
        return "ai_assistant"
    if is_of(source, SOCIAL):
        return "organic_social"
    if is_of(source, SEARCH) or medium == "organic":
        return "organic_search"
    if re.search("e[-_ ]?mail", source + "|" + medium):
        return "email"
    return "referral" if medium == "referral" else "unassigned"


def minor(row):
    amount = Decimal(row["value"]) * 100
    assert row["currency"] == "EUR" and amount == int(amount), row
    return int(amount)


def read(path):
    """Events in the order of (time, event id), each with its person."""
    events = [(micros(row["event_time"]), row["event_id"], row) for row in rows(path)]
    events.sort(key=lambda event: event[:2])
    owner = {}
    for _, _, row in events:
        if row["anonymous_id"] and row["user_id"]:
            owner.setdefault(row["anonymous_id"], row["user_id"])

    def person(row):
        user = row["user_id"] or owner.get(row["anonymous_id"])
        if user:
            return ("user", user)
        return ("device", row["anonymous_id"]) if row["anonymous_id"] else None

    return [(time, row, person(row)) for time, _, row in events]


def funnel(events, start, end):
    streams = defaultdict(list)
    for time, row, person in events:
        if person and row["event"] in STEPS:
            streams[person].append((time, row["event"], row["context.device.browser"]))
    by_browser = defaultdict(lambda: [0, 0, 0, 0])
    for stream in streams.values():
        tries = list(attempts(stream, STEPS, WINDOW, start, end))
        if tries:
            best = choose_best(tries, stream)
            for step in range(len(best)):
                by_browser[value_of(best, stream)][step] += 1
    return dict(sorted(by_browser.items()))


def recount(options):
    events = read(options.file)
    zone = ZoneInfo(options.zone)
    by_name = defaultdict(int)
    persons_by_event = defaultdict(set)
    first = date.fromisoformat(options.start)
    length = (date.fromisoformat(options.until) - first).days
    days = {
        str(first + timedelta(day)): {"events": 0, "persons": set(), "orders": 0, "revenue_minor": 0}
        for day in range(length)
    }
    persons = {}
    without_person = 0
    orders = {}
    purchases = 0
    channels = defaultdict(lambda: {"persons": 0, "orders": 0, "revenue_minor": 0})
    once = []
    for time, row, person in events:
        event = row["event"]
        by_name[event] += 1
        if person:
            persons_by_event[event].add(person)
        day = days[str((EPOCH + time * MICROSECOND).astimezone(zone).date())]
        if event not in SYSTEM:
            day["events"] += 1
            without_person += person is None
            if person:
                day["persons"].add(person)
                if person not in persons:
                    persons[person] = channel(row)
                    channels[persons[person]]["persons"] += 1
        if event == "purchase":
            purchases += 1
            if row["order_id"] in orders:
                assert orders[row["order_id"]] == minor(row)
                continue
            orders[row["order_id"]] = minor(row)
            for part in [day] + ([channels[persons[person]]] if person else []):
                part["orders"] += 1
                part["revenue_minor"] += minor(row)
        once.append((time, row, person))
    outage_start, outage_end = map(micros, options.outage)
    told = [time for time, _, _ in events]
    gap = max(zip(told, told[1:]), key=lambda pair: pair[1] - pair[0])
    counted = {event: number for event, number in by_name.items() if event not in SYSTEM}
    start, fault, until = (
        midnight(day, options.zone) for day in (options.start, options.fault, options.until)
    )
    return {
        "events_by_name": dict(sorted(by_name.items())),
        "persons_by_event": {event: len(who) for event, who in sorted(persons_by_event.items())},
        "events": sum(counted.values()),
        "events_without_person": without_person,
        "persons": len(persons),
        "orders": len(orders),
        "revenue_minor": sum(orders.values()),
        "orders_told_twice": purchases - len(orders),
        "days": [{"day": day, **part, "persons": len(part["persons"])} for day, part in days.items()],
        "channels": dict(sorted(channels.items())),
        "funnel": {
            "before": funnel(once, start, fault),
            "after": funnel(once, fault, until),
        },
        "longest_gap_is_the_outage": gap[0] < outage_start and outage_end <= gap[1],
    }


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", help="what `cairn export csv` wrote")
    parser.add_argument("--zone", required=True, help="the zone days are cut in")
    parser.add_argument("--start", required=True, help="the first day")
    parser.add_argument("--fault", required=True, help="the first day of the faulty checkout")
    parser.add_argument("--until", required=True, help="the day after the last")
    parser.add_argument("--outage", required=True, nargs=2, help="its first instant and the first after it")
    json.dump(recount(parser.parse_args()), sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
