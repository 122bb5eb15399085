"""Rows of the table in docs/verification.md: some figures of every kind, an interval
beside its value."""

import re

# What it is, and the pattern of its path; of several the first so many, in order.
CHOSEN = [
    ("exposure, h", "fleet/exposure_h", 1),
    ("hours down (merged outages)", "fleet/downtime_h", 1),
    ("availability", "fleet/availability", 1),
    ("failures inside the exposure", "fleet/failures_exposed", 1),
    ("MTBF, h [Garwood]", "fleet/mtbf", 1),
    ("failures a device-year [Garwood]", "fleet/per_device_year", 1),
    ("MTBF of model {1}, h", "models/(.*)/mtbf", 1),
    ("restore, mean h", "fleet/restore/mean", 1),
    ("restore, median h", "fleet/restore/median", 1),
    ("restore, P90 h", "fleet/restore/p90", 1),
    ("restore with open tickets, Kaplan–Meier median h", "fleet/restore_with_open/median", 1),
    ("came back within 30 days [Wilson]", "fleet/repeat_30d", 1),
    ("came back within 90 days [Wilson]", "fleet/repeat_90d", 1),
    ("fixed first time [Wilson]", "fleet/first_time_fix", 1),
    ("codes that make up 80 % of failures", "fleet/vital_few/by_count", 1),
    ("codes that make up 80 % of downtime", "fleet/vital_few/by_downtime", 1),
    ("charges that do not fit warranty or contract", "fleet/charges/mismatches", 1),
    ("goodwill share [Wilson]", "fleet/charges/goodwill", 1),
    ("deadline `{1}` met [Wilson]", "sla/(.*)/compliance", 4),
    ("jobs that met all on-site deadlines [Wilson]", "sla/timeliness", 1),
    ("satisfied in {month} [Wilson]", "reports/MONTH/satisfaction/satisfied", 1),
    ("open at the end of {month}", "reports/MONTH/backlog/open_end", 1),
    ("median age of these, days", "reports/MONTH/backlog/median_age_d", 1),
    ("part {1}, value of 12 months", "parts/(.*)/value_12_months", 1),
    ("part {1}, ABC class", "parts/(.*)/class", 1),
    ("old parts back [Wilson]", "parts/old_parts", 1),
    ("u-chart {month}, mean", "recurring/control_chart/MONTH/mean", 1),
    ("u-chart {month}, upper limit", "recurring/control_chart/MONTH/ucl", 1),
    ("u-chart {month}, P(so many or more)", "recurring/control_chart/MONTH/p_upper", 1),
    ("u-chart {month}, verdict", "recurring/control_chart/MONTH/signal", 1),
    ("rate of {month} over the month before", "change/MONTH to month before/rate_ratio", 1),
    ("its exact p", "change/MONTH to month before/p", 1),
    ("hot spot {1}, rate ratio", "recurring/hotspots/((?:model|batch|code_model) [^/]*(?: / [^/]*)?)", 3),
    ("hot spot {1}, p", "recurring/hotspots/((?:model|batch|code_model) [^/]*(?: / [^/]*)?)/p", 2),
    ("hot spot {1}, q (BH)", "recurring/hotspots/((?:model|batch|code_model) [^/]*(?: / [^/]*)?)/q", 2),
    ("hot spot {1}, shrunk rate", "recurring/hotspots/((?:model|device) [^/]*)/shrunk_rate", 1),
    ("after maintenance, rate ratio", "recurring/hotspots/(after_maintenance [^/]*)", 1),
    ("Laplace U", "recurring/trends/fleet -/laplace_u", 1),
    ("its p", "recurring/trends/fleet -/laplace_p", 1),
    ("MIL-HDBK-189 χ²", "recurring/trends/fleet -/mil_x", 1),
    ("its p", "recurring/trends/fleet -/mil_p", 1),
    ("failures a device up to day {1} [robust]", "mcf/fleet/day ([^/]*)", 2),
    ("robust variance there", "mcf/fleet/day (.*)/variance", 1),
    ("{1} less the rest", "mcf/(.*)/less the rest at .*", 1),
    ("Crow β of {1}", "crow/(.*)/beta", 1),
    ("Crow MTBF now of {1}, h", "crow/(.*)/mtbf_now", 1),
    ("Cramér–von Mises of {1}", "crow/(.*)/cvm", 1),
    ("jack-knife limits: failures a code", "jackknife/limit_n", 1),
    ("jack-knife limits: mean h", "jackknife/limit_h", 1),
    ("{1} held 90 days [log(−log)]", "solutions/(.*)/held_90d", 2),
    ("median days of {1}", "solutions/(.*)/median_days", 1),
    ("fixes of {1}, log-rank χ²", "fixes/(.*)/log_rank/chi2", 1),
    ("fixes of {1}, corrected p (Holm)", "fixes/(.*)/log_rank/p_corrected", 1),
    ("restricted mean days of {1}", "fixes/([^/]*/[^/]*)/mean_days", 1),
    ("measure {1}, rate after over before", "actions/(.*)/effect/rate_ratio", 1),
    ("measure {1}, exact p", "actions/(.*)/effect/p", 1),
]


def write(project, file, ours, theirs):
    month = last_judged_month(theirs)
    rows = []
    for label, pattern, most in CHOSEN:
        expression = re.compile(pattern.replace("MONTH", month))
        found = 0
        for stem in stems(theirs):
            match = expression.fullmatch(stem)
            fields = match and fields_of(stem, theirs)
            if not fields or theirs[fields[0]] == "null" or found == most:
                continue
            found += 1
            words = label.replace("{month}", month)
            for at, group in enumerate(match.groups(), 1):
                words = words.replace(f"{{{at}}}", group)
            rows.append((words, fields))
    with open(file, "w", encoding="utf-8") as out:
        for words, fields in rows:
            gap = max(difference(ours[f], theirs[f]) for f in fields)
            gap = f"{gap:.0e}" if gap else "0"
            out.write(f"| {project} | {words} | {interval(ours, fields)} | {interval(theirs, fields)} | {gap} |\n")


def last_judged_month(figures):
    """The last month of which the control chart says anything and that had failures."""
    chart = "recurring/control_chart/"
    signals = {p.split("/")[2]: v for p, v in figures.items() if p.startswith(chart) and p.endswith("/signal")}
    told = [m for m, signal in signals.items() if signal != "no_verdict" and float(figures[f"{chart}{m}/failures"]) > 0]
    return max(told)


def stems(figures):
    """Paths, and paths without their last step; hot spots the most suspicious first."""
    def order(path):
        p = re.match("(recurring/hotspots/.* [^/]*)/p$", path + "/p") or re.match("(recurring/hotspots/.* [^/]*)/", path)
        return (float(figures.get(p[1] + "/p", 1)) if p else 0, path)
    return sorted(set(figures) | {p.rsplit("/", 1)[0] for p in figures}, key=order)


def fields_of(stem, figures):
    """A figure, or a value with its limits."""
    if stem in figures and f"{stem}_lower" in figures:
        return [stem, f"{stem}_lower", f"{stem}_upper"]
    if stem in figures:
        return [stem]
    for value in ("value", "rate_ratio", "mean", "difference"):
        fields = [f"{stem}/{name}" for name in (value, "lower", "upper")]
        if all(f in figures for f in fields):
            return fields
    return None


def interval(figures, fields):
    value = shown(figures[fields[0]])
    limits = "–".join(shown(figures[f]) for f in fields[1:])
    return f"{value} [{limits}]" if limits else value


def shown(text):
    try:
        return f"{float(text):.7g}"
    except ValueError:
        return "none" if text == "null" else text


def difference(a, b):
    if a == b:
        return 0.0
    x, y = float(a), float(b)
    return abs(x - y) / max(abs(x), abs(y), 1e-300)
