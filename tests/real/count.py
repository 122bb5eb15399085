#!/usr/bin/env python3
"""The numbers that tests/real.rs expects, counted without the program.

    python3 tests/real/count.py ../shared

Plain loops over plain rows; nothing here is shared with faultbook.
"""
import collections
import csv
import datetime as dt
import os
import re
import sys
import urllib.parse
from zoneinfo import ZoneInfo

DATA = os.path.join(sys.argv[1], "data")
HERE = os.path.dirname(os.path.abspath(__file__))


def months_between(first, last):
    """Calendar months from first to last ("2001-07"), both counted."""
    (a, b), (c, d) = (map(int, m.split("-")) for m in (first, last))
    return (c - a) * 12 + d - b + 1


def repeats(events, as_of, days=30):
    """events: (device, key, reported, resolved). Index events mature by as_of, and
    those of them followed by an equal key on the device within the window."""
    groups = collections.defaultdict(list)
    for device, key, reported, resolved in events:
        groups[device, key].append((reported, resolved))
    result = collections.Counter()
    window = dt.timedelta(days=days)
    for (device, _), rows in groups.items():
        for _, resolved in rows:
            if resolved is None or resolved + window > as_of:
                continue
            result[device, "d"] += 1
            result[device, "n"] += any(resolved < r <= resolved + window for r, _ in rows)
    return dict(sorted(result.items()))


def worklog():
    print("== worklog")
    folder = f"{DATA}/shchnmz_worklog"
    for name, encoding in [("utf8", "utf-8"), ("utf8bom", "utf-8-sig"), ("gb18030", "gb18030"), ("utf16", "utf-16")]:
        text = open(f"{folder}/derived_maintain_{name}.csv", encoding=encoding, newline="").read()
        delimiter = "\t" if "\t" in text.split("\n")[0] else ","
        rows = list(csv.reader(text.splitlines(True), delimiter=delimiter))[1:]
        print(name, "rows", len(rows))
    first = [row[0][:10].replace("/", "-") for row in rows]
    bought = open(f"{folder}/hardware-and-network/log/purchase.md", encoding="utf-8").read()
    bought = re.findall(r"^\| (\d{4}/\d\d/\d\d)", bought, re.M)
    earliest = min(first + [day.replace("/", "-") for day in bought])
    print("months first to last", months_between(earliest[:7], "2021-03"), "from", earliest[:7])
    print("rows by month", dict(sorted(collections.Counter(d[:7] for d in first).items())))
    print("date ranges", sum(" - " in r[0] or len(r[0]) > 10 for r in rows))
    for name in ["maintain", "purchase"]:
        lines = open(f"{folder}/hardware-and-network/log/{name}.md", encoding="utf-8").read().split("\n")
        table = [(n, line) for n, line in enumerate(lines, 1) if line.startswith("|")]
        cells = [(n, len(re.sub(r"^\||\|$", "", line.strip()).split("|"))) for n, line in table]
        width = cells[0][1]
        print(name, "rows", len(table) - 2, "of other width", [c for c in cells if c[1] != width])
    notes = f"{DATA}/northbright_notes"
    articles, pictures = [], set()
    for at, _, files in os.walk(notes):
        for file in files:
            if file.endswith(".md"):
                articles.append(os.path.join(at, file))
    for path in articles:
        for target in re.findall(r"!\[[^\]]*\]\(([^)\s]+)", open(path, encoding="utf-8").read()):
            picture = os.path.normpath(os.path.join(os.path.dirname(path), urllib.parse.unquote(target)))
            if os.path.exists(picture):
                pictures.add(picture)
    print("articles", len(articles), "pictures shown", len(pictures))


def excavators_nist():
    print("== excavators_nist")
    rows = list(csv.DictReader(open(f"{DATA}/excavators_nist/excavators.csv", encoding="utf-8", newline="")))
    print("rows", len(rows), "devices", len({r["Asset"] for r in rows}))
    equal = collections.Counter(tuple(r.values()) for r in rows)
    print("equal rows beyond the first", sum(n - 1 for n in equal.values()))
    print("months", months_between(min(r["BscStartDate"] for r in rows)[:7], "2012-12"))
    print("repairs", collections.Counter(r["Asset"] for r in rows if r["PMType"] == "PM01"))
    print("kinds", collections.Counter(r["PMType"] for r in rows))
    print("2008-05", sum(r["BscStartDate"].startswith("2008-05") and r["PMType"] == "PM01" for r in rows))


def excavators_mwo():
    print("== excavators_mwo")
    rows = list(csv.DictReader(open(f"{DATA}/excavators_mwo/case_study_pdl.csv", encoding="utf-8", newline="")))
    print("rows", len(rows), "systems", len({r["MajorSystem"] for r in rows if r["MajorSystem"]}))
    print("repairs", collections.Counter(r["Asset"] for r in rows if r["PMType"] == "PM01"))
    # A window of 30 days is 30 times 24 hours; Perth changed its clocks in some years.
    zone = ZoneInfo("Australia/Perth")
    events = []
    for r in rows:
        if r["PMType"] == "PM01":
            local = dt.datetime.fromisoformat(r["BscStartDate"]).replace(tzinfo=zone)
            day = local.astimezone(dt.timezone.utc)
            events.append((r["Asset"], r["MajorSystem"] or "unstated", day, day))
    print("repeats in 30 days", repeats(events, dt.datetime(2012, 12, 31, 15, 59, 59, tzinfo=dt.timezone.utc)))


def invented():
    print("== invented")
    zone = ZoneInfo("Europe/Berlin")
    seen, skipped_kind, again, rejected, kept = {}, 0, 0, 0, []
    read = 0
    for name in ["book-2025.csv", "book-2026.csv"]:
        mine = []
        for line in open(f"{HERE}/invented/content/shiftbook/{name}", encoding="utf-8").read().splitlines()[1:]:
            read += 1
            cells = line.split(";")
            if len(cells) == 8 and cells[3] == "NOTE":
                skipped_kind += 1
            elif len(cells) != 8 or not re.fullmatch(r"\d{4}/(0\d|1[0-2])/[0-3]\d", cells[0]):
                rejected += 1
            elif line in seen and seen[line] != name:
                again += 1
            else:
                mine.append(line)
                kept.append(cells)
        for line in mine:
            seen[line] = name
    print("rows", read, "kind left aside", skipped_kind, "exported again", again, "rejected", rejected, "kept", len(kept))
    lines = [tuple(c) for c in kept]
    print("equal rows beyond the first", len(lines) - len(set(lines)))
    print("rows of a kind", collections.Counter(c[3] for c in kept), "stops by line", collections.Counter(c[2] for c in kept if c[3] == "STOP"))
    events, by_month = [], collections.Counter()
    for c in kept:
        if c[3] != "STOP":
            continue
        local = dt.datetime.strptime(f"{c[0]} {c[1]}", "%Y/%m/%d %H:%M").replace(tzinfo=zone)
        reported = local.astimezone(dt.timezone.utc)
        by_month[c[0][:7]] += 1
        resolved = None if c[6] == "?" else reported + dt.timedelta(minutes=int(c[6]))
        events.append((c[2], c[4], reported, resolved))
    as_of = dt.datetime(2026, 6, 30, 21, 59, 59, tzinfo=dt.timezone.utc)
    coded = [e for e in events if e[1] != "--"]
    print("stops", len(events), "without a code", len(events) - len(coded), "without an end", sum(e[3] is None for e in events))
    print("stops by month", dict(sorted(by_month.items())))
    print("repeats in 30 days, coded", repeats(coded, as_of))


worklog()
excavators_nist()
excavators_mwo()
invented()
