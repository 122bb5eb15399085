"""Computes a project's figures a second time and compares.

    python verify.py PROJECT OURS.csv [--canonical] [--theirs FILE] [--store FILE] [--table NAME FILE]

OURS.csv is what `cargo run --example verification -- PROJECT` prints. Shown is every
difference beyond rounding. `--theirs` writes all figures computed here, `--store` the
selection that `tests/computed/verification.rs` holds the program to, `--table` rows for
`docs/verification.md`.
"""

import argparse
import csv
import json
import math
import sys
from pathlib import Path

import counts
import deadlines
import money
import records
import recurring
import selection
from fleet import Fleet

TOLERANCE = 1e-9


def computed(folder, canonical, ours):
    project = (records.canonical if canonical else records.source)(folder)
    fleet = Fleet(project)
    keys = recurring.fault_keys(fleet)
    out = {}
    counts.all_counts(fleet, keys, out)
    money.parts(fleet, out)
    deadlines.deadlines(fleet, out)
    recurring.hot_spots(fleet, out)
    recurring.control_chart(fleet, out)
    recurring.trends(fleet, out)
    recurring.power_laws(fleet, out)
    recurring.cumulative(fleet, ours, out)
    known = json.loads((Path(folder) / "output/internal/data/solutions.json").read_text(encoding="utf-8"))
    recurring.fixes(fleet, {s["id"] for s in known}, out)
    recurring.measures(fleet, out)
    return {path: word(value) for path, value in out.items()}


def word(value):
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "null"
    if isinstance(value, (bool,)) or type(value).__name__ == "bool_":
        return "true" if value else "false"
    return value if isinstance(value, str) else repr(float(value))


def difference(a, b):
    """Relative; infinite between words that differ."""
    if a == b:
        return 0.0
    try:
        x, y = float(a), float(b)
    except ValueError:
        return math.inf
    beside_nought = 0 in (x, y) and max(abs(x), abs(y)) < 1e-15
    return 0.0 if beside_nought else abs(x - y) / max(abs(x), abs(y))


LONG = ("customers/", "devices/", "recurring/repeats", "recurring/hotspots/device", "recurring/hotspots/code_model",
        "recurring/hotspots/component_model", "recurring/trends/device", "crow/")


def kept(theirs):
    """The selection that is stored: all kinds of figures, of the long lists some."""
    months = sorted({p.split("/")[1] for p in theirs if p.startswith("reports/")})
    months = set(months[-6:] + months[len(months) // 2:len(months) // 2 + 2])
    in_list = {}
    out = {}
    for path, value in sorted(theirs.items()):
        parts = path.split("/")
        if parts[0] == "reports" and parts[1] not in months:
            continue
        long = next((name for name in LONG if path.startswith(name)), None)
        if long:
            entry = "/".join(parts[:4 if "_model" in long else 3 if long.startswith("recurring") else 2])
            chosen = in_list.setdefault(long, [])
            if entry not in chosen and len(chosen) >= 8:
                continue
            chosen += [entry] if entry not in chosen else []
        out[path] = value
    return out


def write(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["path", "value"])
        out.writerows(sorted(rows.items()))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("project")
    parser.add_argument("ours")
    parser.add_argument("--canonical", action="store_true")
    parser.add_argument("--theirs")
    parser.add_argument("--store")
    parser.add_argument("--table", nargs=2)
    asked = parser.parse_args()
    with open(asked.ours, encoding="utf-8") as file:
        ours = {row["path"]: row["value"] for row in csv.DictReader(file)}
    theirs = computed(asked.project, asked.canonical, ours)
    if asked.theirs:
        write(asked.theirs, theirs)
    if asked.store:
        write(asked.store, kept(theirs))
    if asked.table:
        selection.write(*asked.table, ours, theirs)
    differ = [(p, ours.get(p, "absent"), v) for p, v in sorted(theirs.items()) if difference(ours.get(p, "absent"), v) > TOLERANCE]
    for path, a, b in differ:
        print(f"DIFFERS {path}: ours {a}, theirs {b}")
    shared = {p: difference(ours[p], v) for p, v in theirs.items() if p in ours}
    largest = max((d for d in shared.values() if d < math.inf), default=0)
    print(f"{len(shared)} figures compared, {len(differ)} differ, largest relative difference {largest:.2e}")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
