"""Recurring faults (domain.md §4): fault keys, hot spots, control chart, trends, power
laws, mean cumulative functions, how fixes hold, measures."""

import itertools
import re

import numpy as np
from lifelines import KaplanMeierFitter
from lifelines.statistics import multivariate_logrank_test
from lifelines.utils import restricted_mean_survival_time
from scipy import stats
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import pdist
from sklearn.feature_extraction.text import TfidfVectorizer
from statsmodels.stats.multitest import multipletests

from counts import MONTH_H, YEAR_H, possible_models, put
from datetime import timedelta
from fleet import merged, overlaps, owned
from records import DAY, HOUR, folded
from statistics_of import crow, laplace, mcf, mil_hdbk_189, rate_change_p, rate_ratio, wilson

YEAR_MS = YEAR_H * HOUR


# ----------------------------------------------------------------- fault keys

def fault_keys(fleet):
    """Order → fault code, else component, else cluster of similar symptoms."""
    keys, uncoded = {}, []
    for event in fleet.events:
        if event.failure and not event.code and tokens(fleet, event):
            uncoded.append(event)
        if event.code:
            keys[event.order] = ("code", event.code)
        elif event.component:
            keys[event.order] = ("component", event.component)
    for event, cluster in zip(uncoded, clusters([tokens(fleet, e) for e in uncoded])):
        keys.setdefault(event.order, ("cluster", cluster))
    return keys


CJK = r"\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af\U00020000-\U0003ffff"


def tokens(fleet, event):
    text = folded(f"{event.symptom}\n{event.cause}")
    for phrase in ("客户反映", "设备", "出现", "现象", "报修"):
        text = text.replace(phrase, " ")
    words = [(folded(other), folded(group[0])) for group in fleet.project.synonyms for other in group[1:]]
    for other, first in sorted(words, key=lambda w: (-len(w[0].encode()), w)):
        if other.strip() and other != first:
            text = text.replace(other, first)
    out = []
    for run in re.findall(rf"[{CJK}]+|[^\W_{CJK}]+", text):
        if re.match(rf"[{CJK}]", run):
            out += [*run, *(a + b for a, b in itertools.pairwise(run))]
        else:
            out.append(run)
    return tuple(out)


def clusters(texts):
    """TF-IDF by scikit-learn, average linkage by scipy; equal texts are one."""
    if len(texts) < 5:
        return [None] * len(texts)
    distinct = list(dict.fromkeys(texts))
    if len(distinct) < 5:
        return [distinct.index(t) for t in texts]
    weights = TfidfVectorizer(analyzer=lambda t: t).fit_transform(distinct)
    gaps = np.clip(1 - (weights @ weights.T).toarray(), 0, None)
    condensed = gaps[np.triu_indices(len(distinct), 1)]
    label = fcluster(linkage(condensed, "average"), 0.55 + 1e-9, "distance")
    return [int(label[distinct.index(t)]) for t in texts] if len(distinct) < 500 else by_index(distinct, label, texts)


def by_index(distinct, label, texts):
    place = {text: int(label[at]) for at, text in enumerate(distinct)}
    return [place[text] for text in texts]


# ------------------------------------------------------------------- hot spots

def hot_spots(fleet, out):
    project, windows = fleet.project, fleet.windows
    devices = [d for d in project.devices.values() if windows[d.id]]
    years = {d.id: (windows[d.id][1] - windows[d.id][0]) / YEAR_MS for d in devices}
    failures = [e for e in fleet.events if e.exposed]
    partition(out, "model", failures, years, {d.id: d.get("model") for d in devices})
    partition(out, "device", failures, years, {d.id: d.id for d in devices})
    partition(out, "batch", failures, years, {d.id: d.get("batch") for d in devices})
    for family, position, known in (("site", 1, project.sites), ("customer", 0, project.customers)):
        holders(fleet, out, family, position, known, devices, failures)
    crossed(fleet, out, "code_model", failures, years, lambda e: e.code, code_models(project))
    crossed(fleet, out, "component_model", failures, years, lambda e: e.component, component_models(project))
    stretches(fleet, out, devices, failures)


def partition(out, family, failures, years, group_of):
    groups = sorted({g for g in group_of.values() if g})
    parts = {}
    for group in groups:
        e = sum(years[d] for d, g in group_of.items() if g == group)
        parts[group] = (sum(group_of[f.device] == group for f in failures), e)
    table(out, family, with_totals(parts), shrunk=True)


def with_totals(parts):
    c, e = sum(p[0] for p in parts.values()), sum(p[1] for p in parts.values())
    return {name: (*part, c, e) for name, part in parts.items()}


def holders(fleet, out, family, position, known, devices, failures):
    parts = {}
    for device in devices:
        for name, periods in owned(fleet, device, position).items():
            if name in known:
                inside = sum(any(a <= f.at("reported_at") < b for a, b in periods) for f in failures if f.device == device.id)
                c, e = parts.get(name, (0, 0.0))
                parts[name] = (c + inside, e + sum(b - a for a, b in periods) / YEAR_MS)
    table(out, family, with_totals(parts), shrunk=True)


def code_models(project):
    return {code: possible_models(project, code) for code in project.codes}


def component_models(project):
    lists = {m: [c for c in (row.get("components") or "").split(";") if c] for m, row in project.models.items()}
    every = set(project.components) | {c for own in lists.values() for c in own}
    return {c: [m for m, own in lists.items() if not own or c in own] for c in every}


def crossed(fleet, out, family, failures, years, key, possible):
    """A code or a component on a model, against the same on all models it can befall."""
    model_of = {d.id: d.get("model") for d in fleet.project.devices.values()}
    model_years = {}
    for device, e in years.items():
        if model_of[device]:
            model_years[model_of[device]] = model_years.get(model_of[device], 0) + e
    parts = {}
    for subject in sorted({key(f) for f in failures if key(f) and model_of[f.device]}):
        seen = {}
        for f in failures:
            if key(f) == subject and model_of[f.device]:
                seen[model_of[f.device]] = seen.get(model_of[f.device], 0) + 1
        listed = possible.get(subject)
        models = [m for m in model_years if listed is None or m in listed or m in seen]
        total = (sum(seen.values()), sum(model_years[m] for m in models))
        for m in models:
            parts[f"{subject} / {m}"] = (seen.get(m, 0), model_years[m], *total)
    table(out, family, parts, shrunk=False)


def stretches(fleet, out, devices, failures):
    """The first 90 days and the 7 days after maintenance, against the rest of life."""
    for family in ("early_life", "after_maintenance"):
        c = e = total_e = 0
        for device in devices:
            window = fleet.windows[device.id]
            inside = overlaps(merged(asked(fleet, family, device)), window)
            e += sum(b - a for a, b in inside) / YEAR_MS
            total_e += (window[1] - window[0]) / YEAR_MS
            c += sum(any(a <= f.at("reported_at") < b for a, b in inside) for f in failures if f.device == device.id)
        table(out, family, {family: (c, e, len(failures), total_e)}, shrunk=False, groups_needed=1)


def asked(fleet, family, device):
    if family == "early_life":
        day = device.on("commissioned_on") or device.on("accepted_on") or device.on("installed_on")
        start = fleet.project.midnight(day) if day else None
        return [(start, start + 90 * DAY)] if day else []
    ends = [e.at("resolved_at") if e.at("resolved_at") is not None else e.at("reported_at") for e in fleet.events
            if e.device == device.id and e.words["service_type"] == "maintenance"]
    return [(end, end + 7 * DAY) for end in ends]


def table(out, family, parts, shrunk, groups_needed=3):
    """p by scipy's binomial distribution, q by statsmodels, limits by statsmodels."""
    parts = {name: part for name, part in parts.items() if part[1] > 0}
    if not parts:
        return
    p = [stats.binom.sf(c - 1, C, e / E) if E - e > 1e-12 else 1.0 for c, e, C, E in parts.values()]
    q = multipletests(p, method="fdr_bh")[1]
    failures = next(iter(parts.values()))[2] if shrunk else sum(part[0] for part in parts.values())
    enough = failures >= 10 and len(parts) >= groups_needed
    rates = shrink(parts) if shrunk else {}
    for (name, (c, e, C, E)), p_own, q_own in zip(parts.items(), p, q):
        ratio = rate_ratio(c, e, C - c, E - e)
        flagged = bool(enough and q_own <= 0.10 and c >= 3 and (ratio["value"] is None or ratio["value"] >= 1.5))
        put(out, f"recurring/hotspots/{family} {name}", {
            "failures": c, "exposure_device_years": e, "rate_ratio": ratio["value"], "lower": ratio["lower"],
            "upper": ratio["upper"], "p": p_own, "q": q_own, "flagged": flagged, "rate": c / e,
            "rest_rate": (C - c) / (E - e) if E - e > 1e-12 else None, "shrunk_rate": rates.get(name)})


def shrink(parts):
    """Marshall's empirical Bayes rates."""
    c, e = np.array([p[0] for p in parts.values()]), np.array([p[1] for p in parts.values()])
    m = c.sum() / e.sum()
    s2 = np.sum(e * (c / e - m) ** 2) / e.sum()
    between = max(0.0, s2 - m / e.mean())
    weight = between / (between + m / e) if m > 0 else np.zeros(len(e))
    return dict(zip(parts, m + weight * (c / e - m)))


# -------------------------------------------------------------- control chart

def control_chart(fleet, out):
    project = fleet.project
    months = project.months()
    counts = []
    for name, start, following in months:
        end = min(following, project.end)
        c = sum(e.exposed and start <= e.at("reported_at") < end for e in fleet.events)
        counts.append((c, fleet.exposure(fleet.spans(project.devices, start, end))[0] / MONTH_H))
    side, run = 0, 0
    for at, (name, start, following) in enumerate(months):
        # The last minute of a month counts as its end.
        partial = project.end < following - 60_000
        base = [(c, e) for c, e in counts[max(0, at - 12):at] if e > 0]
        row, own = judge_month(counts[at], base, partial)
        run, side = (run + 1, own) if own and own == side else (1, own)
        row["run_of_eight"] = bool(own and run >= 8)
        put(out, f"recurring/control_chart/{name}", row)


def judge_month(month, base, partial):
    c, e = month
    total, months = sum(b[0] for b in base), sum(b[1] for b in base)
    mean = total / months if months else None
    row = {"failures": c, "device_months": e, "rate": c / e if e else None, "mean": mean, "baseline_months": len(base),
           "partial": partial, "lcl": None, "ucl": None, "expected": None, "p_upper": None, "p_lower": None,
           "over_dispersed": False, "signal": "no_verdict"}
    if mean is None or not e:
        return row, 0
    z = np.array([(x - mean * y) / np.sqrt(mean * y) for x, y in base]) if mean else np.array([])
    widened = 1.0
    if len(z) > 1:
        row["over_dispersed"] = bool(stats.chi2.sf(np.sum(z ** 2), len(z) - 1) < 0.01)
        if row["over_dispersed"]:
            widened = max(1.0, np.mean(np.abs(np.diff(z))) * np.sqrt(np.pi) / 2)
    sigma = widened * np.sqrt(mean / e)
    expected = mean * e
    row.update(ucl=mean + 3 * sigma, lcl=max(0.0, mean - 3 * sigma), expected=expected,
               p_upper=stats.poisson.sf(c - 1, expected), p_lower=stats.poisson.cdf(c, expected))
    if partial or len(base) < 6 or total < 10:
        return row, 0
    row["signal"] = signal(row, sigma)
    return row, int(np.sign(c / e - mean))


def signal(row, sigma):
    if row["over_dispersed"]:
        z = (row["rate"] - row["mean"]) / sigma
        return "high" if z > 3 else "low" if z < -3 else "warning_high" if z > 2 else "warning_low" if z < -2 else "normal"
    up, down = row["p_upper"], row["p_lower"]
    return ("high" if up <= 0.00135 else "low" if down <= 0.00135 else
            "warning_high" if up <= 0.0228 else "warning_low" if down <= 0.0228 else "normal")


# ---------------------------------------------------- trends, growth, by age

def ages(fleet, name, wanted=lambda e: True):
    """(0, length, ages) of a device in hours since observation began; failures of one
    instant a second apart."""
    start, end = fleet.windows[name]
    last, own = -1, []
    for event in fleet.events:
        if event.exposed and event.device == name and wanted(event):
            at = event.at("reported_at") - start
            last = at if at > last else last + 1000
            own.append(min(last, end - start) / HOUR)
    return 0.0, (end - start) / HOUR, own


def trends(fleet, out):
    devices = [d for d in fleet.project.devices.values() if fleet.windows[d.id]]
    systems = {d.id: s for d in devices if (s := ages(fleet, d.id))[2]}
    trend(out, "fleet -", list(systems.values()))
    for model in {d.get("model") for d in devices} - {None}:
        trend(out, f"model {model}", [systems[d.id] for d in devices if d.get("model") == model and d.id in systems])
    for name, system in systems.items():
        if len(system[2]) >= 4:
            trend(out, f"device {name}", [system])
    for code in {e.code for e in fleet.events if e.exposed and e.code}:
        own = [ages(fleet, d, lambda e: e.code == code) for d in systems]
        trend(out, f"code {code}", [s for s in own if s[2]])


def trend(out, path, systems):
    n = sum(len(s[2]) for s in systems)
    if n == 0:
        return
    u, p_u = laplace(systems)
    x, df, p_x = mil_hdbk_189(systems)
    told = n >= 4
    agree = (u is not None and u > 0) == (x is not None and x < df)
    proved = told and p_u is not None and p_x is not None and p_u < 0.05 and p_x < 0.05 and agree
    verdict = "too_few" if n < 8 else ("rising" if u > 0 else "falling") if proved else "none"
    put(out, f"recurring/trends/{path}", {"failures": n, "systems": len(systems), "laplace_u": u,
        "laplace_p": p_u if told else None, "mil_x": x, "mil_df": df, "mil_p": p_x if told else None, "verdict": verdict})


def born(fleet, device):
    day = device.on("commissioned_on") or device.on("accepted_on") or device.on("installed_on")
    return fleet.project.midnight(day) if day else None


def power_laws(fleet, out):
    """Only devices observed from their first day on."""
    for device in fleet.project.devices.values():
        window, start = fleet.windows[device.id], born(fleet, device)
        if window and start is not None and window[0] <= start:
            _, end, own = ages(fleet, device.id)
            if sum(t > 0 for t in own) >= 5:
                put(out, f"crow/{device.id}", crow(own, end))


def cumulative(fleet, ours, out):
    """The function at the ages that the other program names, and its difference."""
    by_model = {}
    for device in fleet.project.devices.values():
        if fleet.windows[device.id]:
            start = born(fleet, device)
            entry = max(0, fleet.windows[device.id][0] - start) / DAY if start is not None else 0.0
            _, length, own = ages(fleet, device.id)
            by_model.setdefault(device.get("model"), []).append((entry, entry + length / 24, [entry + t / 24 for t in own]))
    every = [s for systems in by_model.values() for s in systems]
    groups = {"fleet": every, **{m: s for m, s in by_model.items() if m}}
    for name, systems in groups.items():
        events = sum(a < t <= b for a, b, own in systems for t in own)
        ends = sorted(s[1] for s in systems)
        put(out, f"mcf/{name}", {"systems": len(systems), "events": events,
                                 "three_at_risk_until": ends[-3] if len(ends) >= 3 else 0.0})
        for path in {p.rsplit("/", 1)[0] for p in ours if p.startswith(f"mcf/{name}/day ")}:
            put(out, path, mcf(systems, float(path.rsplit(" ", 1)[1]) + 1e-6))
        for path in {p.rsplit("/", 1)[0] for p in ours if p.startswith(f"mcf/{name}/less the rest")}:
            age = float(path.rsplit(" ", 1)[1]) + 1e-6
            own, rest = mcf(systems, age), mcf([s for m, all_ in by_model.items() if m != name for s in all_], age)
            half = stats.norm.ppf(0.975) * np.sqrt(own["variance"] + rest["variance"])
            gap = own["mean"] - rest["mean"]
            put(out, path, {"difference": gap, "lower": gap - half, "upper": gap + half})


# ---------------------------------------------------------------------- fixes

def fixes(fleet, solutions, out):
    """Kaplan–Meier, Greenwood log(−log) limits, log-rank and restricted means by lifelines."""
    uses = follow_all(fleet, solutions)
    for solution in {u["solution"] for u in uses}:
        own = [u for u in uses if u["solution"] == solution]
        path = f"solutions/{solution}"
        put(out, f"{path}/uses", len(own))
        put(out, f"{path}/devices", len({u["device"] for u in own}))
        for days in (30, 90, 180):
            put(out, f"{path}/held_{days}d", held_share(own, days))
        put(out, f"{path}/median_days", median(own))
    compared = {}
    for code in sorted({u["code"] for u in uses if u["code"]}):
        rivals = {}
        for use in uses:
            if use["code"] == code:
                rivals.setdefault(use["solution"], []).append(use)
        compared[code] = rival_fixes(code, rivals, out)
    tested = {code: p for code, p in compared.items() if p is not None}
    holm = dict(zip(tested, multipletests(list(tested.values()), method="holm")[1])) if tested else {}
    for code in compared:
        out[f"fixes/{code}/log_rank/p_corrected"] = holm.get(code)


def follow_all(fleet, solutions):
    out = []
    for device in fleet.project.devices.values():
        own = [e for e in fleet.events if e.device == device.id and e.failure]
        until = fleet.project.as_of
        if device.on("retired_on"):
            until = min(until, fleet.project.midnight(device.on("retired_on")))
        for at, repair in enumerate(own):
            resolved = repair.at("resolved_at")
            if repair.solution not in solutions or resolved is None or repair.key is None:
                continue
            followed = follow(repair, own[at + 1:], until)
            if followed:
                out.append({"solution": repair.solution, "device": device.id, "code": repair.code,
                            "days": followed[0], "event": followed[1]})
    return out


def follow(repair, later, until):
    """Days to the next report of the same fault, or to where nobody could see it."""
    resolved, end = repair.at("resolved_at"), until
    for event in later:
        if event.at("reported_at") < resolved:
            continue
        if event.at("reported_at") >= end:
            break
        if event.key == repair.key:
            days = (event.at("reported_at") - resolved) / DAY
            return days or 0.5, True
        if event.parts and event.component is not None and event.component == repair.component:
            if event.at("resolved_at") is not None:
                end = min(end, max(event.at("resolved_at"), resolved))
    return ((end - resolved) / DAY, False) if end >= resolved else None


def fitted(uses):
    return KaplanMeierFitter().fit([u["days"] for u in uses], [u["event"] for u in uses])


def held_share(uses, days):
    curve = fitted(uses)
    at_risk = sum(u["days"] >= days for u in uses)
    events = sum(u["event"] and u["days"] <= days for u in uses)
    row = {"value": None, "lower": None, "upper": None, "at_risk": at_risk, "uses": len(uses), "events": events}
    if at_risk >= 5:
        row["value"] = float(curve.survival_function_at_times(days).iloc[0])
        limits = curve.confidence_interval_survival_function_.asof(days)
        if 0 < row["value"] < 1:
            row["lower"], row["upper"] = float(limits.iloc[0]), float(limits.iloc[1])
    return row


def median(uses):
    if len(uses) < 3:
        return None
    value = fitted(uses).median_survival_time_
    return None if np.isinf(value) else float(value)


def rival_fixes(code, rivals, out):
    longest = [max(u["days"] for u in own) for own in rivals.values()]
    tau = min(180.0, min(longest)) or None
    out[f"fixes/{code}/tau_days"] = tau
    for solution, own in rivals.items():
        path = f"fixes/{code}/{solution}"
        mean = restricted_mean_survival_time(fitted(own), t=tau) if len(own) >= 3 and tau else None
        put(out, path, {"mean_days": mean, "median_days": median(own), "held": held(own)})
        listed = {"uses": len(own), "held_90d": held_share(own, 90)}
        put(out, f"codes/{code}/solutions/{solution}", listed)
    groups = [own for own in rivals.values() if len(own) >= 5]
    everyone = [(u["days"], u["event"], at) for at, own in enumerate(groups) for u in own]
    test = None
    if len(groups) >= 2 and sum(e for _, e, _ in everyone) >= 5:
        test = multivariate_logrank_test(*zip(*[(d, g, e) for d, e, g in everyone]))
    out[f"fixes/{code}/log_rank/chi2"] = test.test_statistic if test else None
    out[f"fixes/{code}/log_rank/p"] = test.p_value if test else None
    return test.p_value if test else None


def held(uses):
    """Held, of those followed 90 days; 30 where fewer than five were."""
    def within(days):
        back = sum(u["event"] and u["days"] <= days for u in uses)
        kept = sum(u["days"] > days or (not u["event"] and u["days"] >= days) for u in uses)
        return kept, kept + back
    long = within(90)
    return wilson(*(long if long[1] >= 5 else within(30)))


# -------------------------------------------------------------------- measures

def measures(fleet, out):
    """Rate after over rate before, over equal stretches of up to 180 days."""
    project = fleet.project
    today = project.day_of(project.as_of)
    for action in project.actions:
        path, done, due = f"actions/{action['id']}", project.day(action["done_on"]), project.day(action["due"])
        state = "closed" if done and done <= today else "overdue" if due and due < today else "open"
        put(out, f"{path}/state", state)
        put(out, f"{path}/days_over", (today - due).days if state == "overdue" else None)
        about = [action.get(n) for n in ("code", "model", "device")]
        if state == "closed" and any(about):
            effect(fleet, action, project.midnight(done + timedelta(days=1)), path, out)


def devices_of(fleet, action):
    """What a measure is about: a device, a model, or the models on which its code is possible."""
    every = fleet.project.devices.values()
    if action.get("device"):
        return [action["device"]]
    if action.get("model"):
        return [d.id for d in every if d.get("model") == action["model"]]
    models = possible_models(fleet.project, action["code"]) if action["code"] in fleet.project.codes else None
    seen = {e.model for e in fleet.events if e.failure and e.code == action["code"]} - {None}
    return [d.id for d in every if models is None or d.get("model") in models or d.get("model") in seen]


def effect(fleet, action, done, path, out):
    project, begins = fleet.project, done
    source = (action.get("source") or "").strip()
    if re.fullmatch(r"\d{4}-\d\d", source):
        begins = min(done, project.instant(f"{source}-01")[0])
    for event in fleet.events:
        if event.id == source:
            begins = min(done, event.at("reported_at"))
            break
    length = min(project.as_of - done, 180 * DAY)
    if length <= 0:
        return
    devices = devices_of(fleet, action)
    sides = {}
    for side, a, b in (("before", begins - length, begins), ("after", done, done + length)):
        c = sum(e.exposed and a <= e.at("reported_at") < b and (not action["code"] or e.code == action["code"])
                and (not action["model"] or e.model == action["model"])
                and (not action["device"] or e.device == action["device"]) for e in fleet.events)
        e = sum(y - x for _, x, y in fleet.spans(devices, a, b)) / HOUR / MONTH_H
        sides[side] = (c, e)
        put(out, f"{path}/effect", {f"failures_{side}": c, f"device_months_{side}": e,
                                    f"per_100_device_months_{side}": 100 * c / e if e else None})
    (c0, e0), (c1, e1) = sides["before"], sides["after"]
    enough = e0 >= 30 and e1 >= 30
    put(out, f"{path}/effect", {"rate_ratio": rate_ratio(c1, e1, c0, e0), "enough": enough,
                                "p": rate_change_p(c1, e1, c0, e0) if enough and c0 + c1 else None})
