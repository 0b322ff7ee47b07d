#!/usr/bin/env python3
"""Writes bucket_truth.csv: calendar buckets as Python's zoneinfo sees them.

    python3 zoneinfo_truth.py > bucket_truth.csv

Naive on purpose: a bucket's first instant is found by walking minute by minute. An hour is a run of
instants that share local date, hour and UTC offset; days, weeks and months begin with the first instant
whose local date is the one they begin with, or a later one where that date was skipped.

Columns: zone, interval, at, start, end; the last three in Unix seconds, `[start, end)` holds `at`.
Made with Python 3.11 and tzdata 2025b; the years 2005 to 2024 don't change with newer data.
"""

import random
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",  # half an hour of summer time
    "Pacific/Apia",  # 2011-12-30 never was
    "Asia/Kathmandu",  # +05:45
    "Pacific/Chatham",  # +12:45 and +13:45
    "America/Sao_Paulo",  # until 2019 summer time began at midnight: days that begin at 01:00
    "America/Havana",  # and the other way round: days whose first hour comes twice
    "Africa/Casablanca",  # summer time with a break for Ramadan
    "Antarctica/Troll",  # two hours of summer time
]
INTERVALS = ["hour", "day", "week_monday", "week_sunday", "month"]
ROWS = 2_000
FIRST = int(datetime(2005, 1, 2, tzinfo=timezone.utc).timestamp())
LAST = int(datetime(2024, 12, 1, tzinfo=timezone.utc).timestamp())
MINUTE = 60


def local(zone, second):
    return datetime.fromtimestamp(second, zone)


def changes(zone):
    """Instants at which the UTC offset changes, to the minute."""
    found = []
    offset = local(zone, FIRST).utcoffset()
    for second in range(FIRST, LAST, 3_600):
        later = local(zone, second).utcoffset()
        if later != offset:
            minutes = range(second - 3_600, second + 1, MINUTE)
            found.append(next(m for m in minutes if local(zone, m).utcoffset() == later))
            offset = later
    return found


def hour_around(zone, at):
    def hour(second):
        moment = local(zone, second)
        return moment.date(), moment.hour, moment.utcoffset()

    start = at - at % MINUTE
    while hour(start - MINUTE) == hour(at):
        start -= MINUTE
    end = start + MINUTE
    while hour(end) == hour(at):
        end += MINUTE
    return start, end


def first_instant(zone, day):
    midnight = datetime(day.year, day.month, day.day, tzinfo=timezone.utc)
    second = int(midnight.timestamp()) - 15 * 3_600
    while local(zone, second).date() < day:
        second += MINUTE
    return second


def days_around(zone, at, interval):
    day = local(zone, at).date()
    if interval == "day":
        first, after = day, day + timedelta(days=1)
    elif interval == "month":
        first = day.replace(day=1)
        after = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    else:
        since_sunday = day.isoweekday() % 7
        back = since_sunday if interval == "week_sunday" else (since_sunday - 1) % 7
        first = day - timedelta(days=back)
        after = first + timedelta(days=7)
    return first_instant(zone, first), first_instant(zone, after)


def draw(dice, zone_changes):
    """Half of the instants lie within 30 hours of a change of offset, some of them exactly at one."""
    kind = dice.randrange(8)
    if not zone_changes or kind < 4:
        return dice.randrange(FIRST, LAST)
    change = dice.choice(zone_changes)
    if kind == 4:
        return change + dice.choice([-1, 0, 1])
    if kind == 5:
        return change + dice.randrange(-7_200, 7_200)
    return change + dice.randrange(-30 * 3_600, 30 * 3_600)


def main():
    dice = random.Random(20_260_101)
    zones = [(name, ZoneInfo(name)) for name in ZONES]
    zones = [(name, zone, changes(zone)) for name, zone in zones]
    print("zone,interval,at,start,end")
    for row in range(ROWS):
        name, zone, zone_changes = zones[row % len(zones)]
        interval = INTERVALS[row // len(zones) % len(INTERVALS)]
        at = draw(dice, zone_changes)
        if interval == "hour":
            start, end = hour_around(zone, at)
        else:
            start, end = days_around(zone, at, interval)
        assert start <= at < end, (name, interval, at)
        print(name, interval, at, start, end, sep=",")


if __name__ == "__main__":
    main()
