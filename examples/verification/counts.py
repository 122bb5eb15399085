"""Figures of the fleet, of devices, models, customers, codes and months (domain.md §3)."""

from collections import Counter

import numpy as np
from lifelines import KaplanMeierFitter

import money
from fleet import hours, owned, summary
from records import DAY, HOUR
from statistics_of import garwood, mtbf, rate_change_p, rate_ratio, wilson

MONTH_H, YEAR_H = 365.25 * 24 / 12, 365.25 * 24


def put(out, path, value):
    """Writes a value, or every field of a dictionary, under a path."""
    if isinstance(value, (dict, Counter)):
        for name, field in value.items():
            put(out, f"{path}/{name}", field)
    else:
        out[path] = value


def all_counts(fleet, keys, out):
    project = fleet.project
    followers = next_of_same_key(fleet, keys)
    scope(fleet, "fleet", fleet.events, list(fleet.spans(project.devices)), followers, out)
    for name in project.models:
        devices = [d.id for d in project.devices.values() if d.get("model") == name]
        own = [e for e in fleet.events if e.model == name]
        scope(fleet, f"models/{name}", own, list(fleet.spans(devices)), followers, out)
    for device in project.devices:
        of_device(fleet, device, followers, out)
    for name in project.customers:
        of_customer(fleet, name, out)
    for code in project.codes:
        of_code(fleet, code, followers, out)
    months(fleet, followers, out)
    repeats(fleet, followers, out)
    pareto(out, "recurring/pareto", [e for e in fleet.events if e.failure])
    jack_knife(fleet, out)


# ------------------------------------------------------------------ one scope

def scope(fleet, path, events, spans, followers, out):
    failures = [e for e in events if e.failure]
    exposed = sum(e.exposed for e in failures)
    observed, down, running, duty = fleet.exposure(spans)
    basis = running if downtime_is_known(failures) else duty
    put(out, f"{path}/failures", len(failures))
    put(out, f"{path}/failures_exposed", exposed)
    put(out, f"{path}/exposure_h", observed)
    put(out, f"{path}/uptime_h", running)
    put(out, f"{path}/downtime_h", down)
    put(out, f"{path}/device_years", observed / YEAR_H)
    put(out, f"{path}/availability", availability(failures, observed, down))
    put(out, f"{path}/mtbf", mtbf(exposed, basis))
    # No failure in T hours: above T / −ln 0.05, one-sided 95 %.
    put(out, f"{path}/mtbf_above_h", basis / -np.log(0.05) if exposed == 0 and basis > 0 else None)
    put(out, f"{path}/per_device_year", garwood(exposed, observed / YEAR_H))
    for name, values in times(fleet, events).items():
        put(out, f"{path}/{name}", summary(values))
    put(out, f"{path}/restore_with_open", with_open(fleet, failures, failures, fleet.project.end))
    end = fleet.project.end
    for days in (30, 90):
        put(out, f"{path}/repeat_{days}d", repeat_rate(mature(failures, days, end), followers, days))
    put(out, f"{path}/first_time_fix", first_time_fix(mature(failures, 30, end), followers))
    visited = [e for e in failures if e.index and e.resolved < end and e.numbers.get("visits", 0) > 0]
    put(out, f"{path}/single_visit", wilson(sum(e.numbers["visits"] == 1 for e in visited), len(visited)))
    put(out, f"{path}/open", sum(e.standing == "open" for e in events))
    put(out, f"{path}/vital_few/by_count", vital_few(Counter(e.code for e in failures)))
    put(out, f"{path}/vital_few/by_downtime", vital_few(weights(failures, own_downtime)))
    put(out, f"{path}/vital_few/by_cost", vital_few(weights(failures, lambda e: money.cost(e) or 0)))
    put(out, f"{path}/vital_few/components", vital_few(Counter(e.component for e in failures)))
    charges = money.charges(fleet, events)
    put(out, f"{path}/charges/amount", charges["amount"])
    put(out, f"{path}/charges/mismatches", charges["mismatches"])
    put(out, f"{path}/charges/goodwill", charges["goodwill"])
    put(out, f"{path}/cost", sum(money.cost(e) or 0 for e in events))


def downtime_is_known(failures):
    stops = [e for e in failures if e.outage or e.outage_untold]
    return not stops or any(e.outage for e in stops)


def availability(failures, observed, down):
    return 1 - down / observed if observed > 0 and downtime_is_known(failures) else None


def own_downtime(event):
    return (event.outage[1] - event.outage[0]) / HOUR if event.outage else 0


def weights(failures, weight):
    out = Counter()
    for event in failures:
        out[event.code] += weight(event)
    return out


def vital_few(weight):
    """The fewest categories that make up 80 %."""
    ordered = sorted((w for w in weight.values() if w > 0), reverse=True)
    reached = np.cumsum(ordered)
    return int(np.sum(reached < (0.8 - 1e-12) * sum(ordered)) + 1) if ordered else 0


def times(fleet, events):
    tickets = [e for e in events if e.ticket]
    of = lambda rows, a, b: [hours(e, a, b, fleet) for e in rows]
    begun = lambda e: "arrived_at" if fleet.stamp(e, "arrived_at") is not None else "repair_started_at"
    failures = [e for e in tickets if e.failure]
    return {
        "response": of(tickets, "reported_at", "responded_at"),
        "reply_plan": of(tickets, "reported_at", "plan_replied_at"),
        "onsite": of(tickets, "reported_at", "arrived_at"),
        "restore": of(failures, "reported_at", "resolved_at"),
        "repair": [hours(e, begun(e), "resolved_at", fleet) for e in failures],
    }


def with_open(fleet, restored, failures, at):
    """Median time to restore with tickets still open as censored; lifelines."""
    done = [h for e in restored if (h := hours(e, "reported_at", "resolved_at", fleet)) is not None]
    open_now = [e for e in failures if "reported_at" not in e.day_only and is_open_for_restoration(e, at)]
    ages = [(at - e.at("reported_at")) / HOUR for e in open_now]
    if not done:
        return {"median": None, "open": len(ages)}
    curve = KaplanMeierFitter().fit(done + ages, [True] * len(done) + [False] * len(ages))
    median = curve.median_survival_time_
    return {"median": None if np.isinf(median) else float(median), "open": len(ages)}


def is_open_for_restoration(event, at):
    if event.restoration == "open":
        return event.at("reported_at") < at
    ended = event.restoration
    return isinstance(ended, int) and event.at("reported_at") < at <= ended


# -------------------------------------------------------------------- repeats

def next_of_same_key(fleet, keys):
    """Order of a failure → the next failure of its device and key reported after it was
    resolved. Marks which failures are index events."""
    of = {}
    for event in fleet.events:
        event.resolved = fleet.stamp(event, "resolved_at")
        event.index = event.failure and event.resolved is not None and event.resolved >= event.at("reported_at")
        event.key = keys.get(event.order) if event.device else None
        if event.failure and event.key is not None:
            of.setdefault((event.device, event.key), []).append(event)
    out = {}
    for chain in of.values():
        for at, event in enumerate(chain):
            later = (e for e in chain[at + 1:] if event.index and e.at("reported_at") > event.resolved)
            found = next(later, None)
            if found:
                out[event.order] = found
    return out


def mature(failures, days, end):
    return [e for e in failures if e.index and e.resolved + days * DAY < end]


def came_back(event, followers, days):
    later = followers.get(event.order)
    return later is not None and later.at("reported_at") <= event.resolved + days * DAY


def repeat_rate(index, followers, days):
    keyed = [e for e in index if e.key is not None]
    return wilson(sum(came_back(e, followers, days) for e in keyed), len(keyed))


def first_time_fix(index, followers):
    judged = [e for e in index if e.key is not None and e.numbers.get("visits", 0) > 0]
    fixed = [e for e in judged if e.numbers["visits"] == 1 and not e.flags.get("followup_required")
             and not came_back(e, followers, 30)]
    return wilson(len(fixed), len(judged))


def repeats(fleet, followers, out):
    """Each repair that came back within 30 days."""
    found = [(e, followers[e.order]) for e in fleet.events if e.order in followers and came_back(e, followers, 30)]
    put(out, "recurring/repeats/count", len(found))
    for event, later in found:
        put(out, f"recurring/repeats/{event.id} {later.id}", {
            "days": (later.at("reported_at") - event.resolved) / DAY,
            "window_ended": event.resolved + 30 * DAY < fleet.project.end})


# ------------------------------------------------------- devices and the like

def of_device(fleet, name, followers, out):
    own = [e for e in fleet.events if e.device == name]
    failures = [e for e in own if e.failure]
    observed, down, running, duty = fleet.exposure(fleet.spans([name]))
    basis = running if downtime_is_known(failures) else duty
    path = f"devices/{name}"
    put(out, f"{path}/failures", len(failures))
    put(out, f"{path}/open", sum(e.standing == "open" for e in own))
    put(out, f"{path}/events", len(own))
    put(out, f"{path}/exposure_h", observed if fleet.windows[name] else None)
    put(out, f"{path}/downtime_h", down)
    put(out, f"{path}/availability", availability(failures, observed, down))
    put(out, f"{path}/mtbf_h", mtbf(sum(e.exposed for e in failures), basis))
    put(out, f"{path}/restore_h", summary(times(fleet, own)["restore"]))
    put(out, f"{path}/repeat_30d", repeat_rate(mature(failures, 30, fleet.project.end), followers, 30))


def of_customer(fleet, name, out):
    own = [e for e in fleet.events if e.customer == name]
    failures = [e for e in own if e.failure]
    spans = [(d.id, a, b) for d in fleet.project.devices.values() for a, b in owned(fleet, d, 0).get(name, [])]
    observed, down, _, _ = fleet.exposure(spans)
    put(out, f"customers/{name}/failures", len(failures))
    put(out, f"customers/{name}/open", sum(e.standing == "open" for e in own))
    put(out, f"customers/{name}/availability", availability(failures, observed, down))


def possible_models(project, code):
    """Models on which a code is possible; None is all of them."""
    listed = [m for m in (project.codes[code].get("models") or "").split(";") if m]
    return listed or None


def of_code(fleet, code, followers, out):
    failures = [e for e in fleet.events if e.failure and e.code == code]
    path, end = f"codes/{code}", fleet.project.end
    models = possible_models(fleet.project, code)
    seen = {e.model for e in failures} - {None}
    devices = [d.id for d in fleet.project.devices.values()
               if models is None or d.get("model") in models or d.get("model") in seen]
    observed = fleet.exposure(fleet.spans(devices))[0]
    put(out, f"{path}/failures", len(failures))
    put(out, f"{path}/devices", len({e.device for e in failures if e.device}))
    put(out, f"{path}/open", sum(e.standing == "open" for e in failures))
    put(out, f"{path}/downtime_h", sum(own_downtime(e) for e in failures))
    put(out, f"{path}/restore_h", summary(times(fleet, failures)["restore"]))
    put(out, f"{path}/per_device_year", garwood(sum(e.exposed for e in failures), observed / YEAR_H))
    put(out, f"{path}/repeat_30d", repeat_rate(mature(failures, 30, end), followers, 30))


def pareto(out, path, failures):
    count = Counter(e.code for e in failures)
    ordered = sorted(count.items(), key=lambda item: (-item[1], item[0] is None, item[0] or ""))
    total, reached = sum(count.values()), 0
    for code, n in ordered:
        reached += n
        put(out, f"{path}/{code or '-'}", {"n": n, "share": n / total, "cumulative": reached / total})


def jack_knife(fleet, out):
    values = {}
    for event in fleet.events:
        a, b = event.at("reported_at"), event.at("resolved_at")
        if event.failure and event.code and b is not None and 0 <= b - a <= 365 * DAY:
            values.setdefault(event.code, []).append((b - a) / HOUR)
    if not values:
        return
    total = sum(len(v) for v in values.values())
    limit_n, limit_h = total / len(values), sum(map(sum, values.values())) / total
    put(out, "jackknife/limit_n", limit_n)
    put(out, "jackknife/limit_h", limit_h)
    for code, own in values.items():
        often, long = len(own) >= limit_n, np.mean(own) >= limit_h
        word = {(True, True): "both", (True, False): "chronic", (False, True): "acute"}.get((often, bool(long)), "minor")
        put(out, f"jackknife/{code}", {"n": len(own), "mean_h": np.mean(own), "quadrant": word})


# --------------------------------------------------------------------- months

def months(fleet, followers, out):
    project, volume = fleet.project, {}
    answers = any(e.numbers.get("satisfaction") is not None for e in fleet.events)
    months_alone = {name for name, _, _ in project.months()}
    for name, start, following in project.months() + project.longer():
        end = min(following, project.end)
        path = f"reports/{name}"
        reported = [e for e in fleet.events if start <= e.at("reported_at") < end]
        resolved = [e for e in fleet.events if e.resolved is not None and start <= e.resolved < end]
        failures = [e for e in reported if e.failure]
        spans = list(fleet.spans(project.devices, start, end))
        observed, down, running, duty = fleet.exposure(spans)
        exposed = sum(e.exposed for e in failures)
        if name in months_alone:
            volume[name] = (exposed, observed / MONTH_H)
        parts(fleet, path, (reported, resolved), (start, end), out)
        put(out, f"{path}/records", len(reported))
        put(out, f"{path}/jobs", Counter(e.words["service_type"] for e in reported if not e.void))
        put(out, f"{path}/faults_reported", len(failures))
        put(out, f"{path}/resolved", sum(e.failure for e in resolved))
        of_month = times(fleet, resolved)
        for field in ("restore", "response", "onsite"):
            put(out, f"{path}/{field}_h", summary(of_month[field]))
        put(out, f"{path}/exposure_device_months", observed / MONTH_H)
        put(out, f"{path}/per_100_device_months", garwood(exposed, observed / MONTH_H / 100))
        put(out, f"{path}/availability", availability(failures, observed, down))
        put(out, f"{path}/mtbf_h", mtbf(exposed, running if downtime_is_known(failures) else duty))
        ended = [e for e in fleet.events if e.index and start <= e.resolved + 30 * DAY < end]
        put(out, f"{path}/repeat_30d", repeat_rate(ended, followers, 30))
        put(out, f"{path}/first_time_fix", first_time_fix(ended, followers))
        put(out, f"{path}/backlog", backlog(fleet, start, end))
        pareto(out, f"{path}/pareto", failures)
        put(out, f"{path}/satisfaction", satisfaction(fleet, start, end, answers))
        charges = money.charges(fleet, reported)
        put(out, f"{path}/charges", {"amount": charges["amount"], "goodwill": charges["goodwill"]})
        put(out, f"{path}/charges/mismatches/count", charges["mismatches"])
        for charge, share in charges["shares"].items():
            put(out, f"{path}/charges/shares/{charge or '-'}", share)
    changes(fleet, volume, out)


def parts(fleet, path, of, period, out):
    """Records by channel, failures by cause and responsible party, models and devices."""
    (reported, resolved), (start, end) = of, period
    failures = [e for e in reported if e.failure]
    word = lambda e, name: e.words.get(name) or "-"
    for channel, n in Counter(word(e, "channel") for e in reported).items():
        put(out, f"{path}/channels/{channel}/records", n)
    for pair, n in Counter((word(e, "cause_category"), word(e, "responsible_party")) for e in failures).items():
        put(out, f"{path}/causes/{' '.join(pair)}/failures", n)
    by_model = Counter(e.model or "-" for e in failures)
    restored = [e for e in resolved if e.failure]
    for model in set(by_model) | {e.model or "-" for e in restored}:
        own = summary(times(fleet, [e for e in restored if (e.model or "-") == model])["restore"])
        if own["n"] or by_model[model]:
            put(out, f"{path}/models/{model}/failures", by_model[model])
            put(out, f"{path}/models/{model}/restore_h", own)
    by_device = Counter(e.device for e in failures if e.device)
    for device in fleet.project.devices:
        observed, down, _, _ = fleet.exposure(list(fleet.spans([device], start, end)))
        if down > 0 or by_device[device]:
            put(out, f"{path}/devices/{device}/failures", by_device[device])
            put(out, f"{path}/devices/{device}/downtime_h", down)
            put(out, f"{path}/devices/{device}/availability", 1 - down / observed if observed else None)


def backlog(fleet, start, end):
    """Tickets open at the start, new, closed, open at the end, and how old they are."""
    sound = [e for e in fleet.events if e.standing == "open"
             or (isinstance(e.standing, int) and e.standing >= e.at("reported_at"))]
    is_open = lambda e, t: e.at("reported_at") < t and (e.standing == "open" or e.standing >= t)
    ages = sorted((end - e.at("reported_at")) / DAY for e in sound if is_open(e, end))
    edges = [0, 1, 3, 7, 30, np.inf]
    buckets = {str(i): sum(a < x <= b for x in ages) for i, (a, b) in enumerate(zip(edges, edges[1:]))}
    return {
        "open_start": sum(is_open(e, start) for e in sound),
        "new": sum(start <= e.at("reported_at") < end for e in sound),
        "closed": sum(e.standing != "open" and start <= e.standing < end for e in sound),
        "open_end": len(ages),
        "age_buckets": buckets,
        "median_age_d": float(np.median(ages)) if ages else None,
        "oldest_d": ages[-1] if ages else None,
    }


def satisfaction(fleet, start, end, answers):
    """`answers` is false where the whole project tells of no answer: nobody was asked."""
    jobs = []
    for event in fleet.events:
        over = fleet.stamp(event, "resolved_at")
        over = fleet.stamp(event, "closed_at") if over is None else over
        if over is not None and start <= over < end and not event.void and event.first_of_ticket:
            jobs.append(event)
    scored = [e for e in jobs if 1 <= (e.numbers.get("satisfaction") or 0) <= 5]
    scores = [e.numbers["satisfaction"] for e in scored]
    pleased = sum(e.flags.get("satisfied", e.numbers["satisfaction"] >= 4) for e in scored)
    return {"jobs": len(jobs), "answers": len(scores), "response": wilson(len(scores), len(jobs) if answers else 0),
            "mean": float(np.mean(scores)) if scores else None,
            "top_box": wilson(sum(s == 5 for s in scores), len(scores)), "satisfied": wilson(pleased, len(scores)),
            "scores": {str(i): sum(int(s) == i + 1 for s in scores) for i in range(5)},
            "called_back": called_back(fleet, start, end)}


def called_back(fleet, start, end):
    """Of the jobs whose two days for a call-back ended in the month, those called back
    within them; the day of a job without a time of day does not count."""
    made = []
    for event in fleet.events:
        name = next((n for n in ("resolved_at", "closed_at") if fleet.stamp(event, n) is not None), None)
        if event.void or not event.first_of_ticket or name is None:
            continue
        due = fleet.stamp(event, name) + (3 if name in event.day_only else 2) * DAY
        if start <= due < end:
            made.append(event.at("callback_at") is not None and event.at("callback_at") <= due)
    recorded = any(e.at("callback_at") is not None for e in fleet.events)
    return wilson(sum(made), len(made) if recorded else 0)


def changes(fleet, volume, out):
    """Each month against the one before and the same a year earlier; the last, which is
    not over, against as many days."""
    names = list(volume)
    bounds = {name: (a, b) for name, a, b in fleet.project.months()}
    first = min(w[0] for w in fleet.windows.values() if w)
    for at, name in enumerate(names):
        start, following = bounds[name]
        c1, e1 = volume[name]
        for words, back in (("month before", 1), ("year before", 12)):
            if at < back or (back == 12 and first > bounds[names[at - back]][0]):
                continue
            before = names[at - back]
            c0, e0 = volume[before]
            # The last minute of a month counts as its end.
            if fleet.project.end < following - 60_000:
                a = bounds[before][0]
                b = min(a + fleet.project.end - start, bounds[before][1])
                c0 = sum(e.exposed and a <= e.at("reported_at") < b for e in fleet.events)
                e0 = fleet.exposure(fleet.spans(fleet.project.devices, a, b))[0] / MONTH_H
            if e1 > 0 and e0 > 0:
                put(out, f"change/{name} to {words}/rate_ratio", rate_ratio(c1, e1, c0, e0))
                put(out, f"change/{name} to {words}/p", rate_change_p(c1, e1, c0, e0))
