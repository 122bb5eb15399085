"""Charges that the dates call for, and parts (domain.md §3.12, §3.13)."""

from datetime import date, timedelta

from records import Project, add_months
from statistics_of import wilson


def cost(event):
    """The cost columns, else the amount; a report on several devices costs once."""
    if not event.first_of_ticket:
        return None
    columns = [event.numbers[n] for n in ("cost_labour", "cost_parts", "cost_travel") if n in event.numbers]
    return sum(columns) if columns else event.numbers.get("amount")


def charges(fleet, events):
    jobs = [e for e in events if not e.void and e.first_of_ticket]
    found = {}
    for event in jobs:
        found.setdefault(event.words["charge_type"], []).append(event)
    amount = sum(e.numbers.get("amount", 0) for e in jobs)
    shares = {}
    for charge, own in found.items():
        paid = sum(e.numbers.get("amount", 0) for e in own)
        shares[charge] = {"jobs": wilson(len(own), len(jobs)), "amount": paid,
                          "amount_share": paid / amount if amount > 0 else None}
    due = {id(e): expected(fleet, e) for e in jobs}
    outside = [e for e in jobs if due[id(e)] in ("paid", "contract")]
    goodwill = sum(e.words["charge_type"] == "goodwill" for e in outside)
    wrong = sum(mismatch(fleet, e, due[id(e)]) for e in jobs)
    return {"shares": shares, "amount": amount, "goodwill": wilson(goodwill, len(outside)), "mismatches": wrong}


def mismatch(fleet, event, due):
    found, free = event.words["charge_type"], ("free_warranty", "contract")
    clash = lambda due: (due in free and found == "paid") or (due == "paid" and found in free)
    if due is None or found is None or not clash(due):
        return False
    # A job with several part lines is split by line: a line of another charge explains it.
    ends = component_ends(fleet, event.device)
    lines = [p[0] for p in event.parts if p[0] in ends] if len(event.parts) > 1 else []
    others = [charge for p in lines if (charge := expected(fleet, event, component=p)) not in (None, due)]
    return all(clash(other) for other in others[:1])


def expected(fleet, event, component=None):
    """The charge that cause, warranty and contract call for; None where nothing tells."""
    chargeable = event.ticket or event.words["service_type"] == "parts"
    if not chargeable or event.void or event.device is None:
        return None
    cause, party = event.words["cause_category"], event.words["responsible_party"]
    if cause in ("user", "force_majeure"):
        return "paid"
    if cause == "installation" and party not in ("own_work", "supplier"):
        return "paid"
    component = component or event.component
    day = fleet.project.day_of(event.at("reported_at"))
    end = component_ends(fleet, event.device).get(component) or warranty(fleet, event.device)[1]
    if end and day <= end:
        return "free_warranty"
    if any(covers(c, event, component, day) for c in fleet.project.contracts):
        return "contract"
    return "paid" if end else None


def covers(contract, event, component, day):
    if contract["customer"] != event.customer:
        return False
    devices = [d for d in (contract.get("devices") or "").split(";") if d]
    start, end = Project.day(contract["start"]), Project.day(contract["end"])
    named = lambda text: any(c == "*" or c == component for c in (text or "").split(";") if c)
    runs = (not start or start <= day) and (not end or day <= end)
    return (runs and (not devices or event.device in devices)
            and (not contract["covers"] or named(contract["covers"])) and not named(contract.get("excludes")))


def warranty(fleet, name):
    """First and last day of a device's warranty."""
    device = fleet.project.devices[name]
    model = fleet.project.models.get(device.get("model") or "", {})
    accepted = device.on("accepted_on")
    start = (device.on("warranty_start") or (accepted + timedelta(days=1) if accepted else None)
             or device.on("commissioned_on") or device.on("installed_on"))
    end = device.on("warranty_end")
    if end is None and start and model.get("warranty_months"):
        end = add_months(start, int(model["warranty_months"])) - timedelta(days=1)
    extended = device.on("extended_to")
    return start, max(filter(None, (end, extended)), default=None)


def component_ends(fleet, name):
    """Component → last day of its own warranty."""
    if name is None:
        return {}
    device = fleet.project.devices[name]
    model = fleet.project.models.get(device.get("model") or "", {})
    start, out = warranty(fleet, name)[0], {}
    for line in filter(None, (model.get("component_warranty_months") or "").split(";")):
        component, months = line.split(":")
        if start:
            out[component] = add_months(start, int(months)) - timedelta(days=1)
    for line in filter(None, (device.get("component_warranty") or "").split(";")):
        component, day = line.split(":")
        out[component] = Project.day(day)
    return out


# ---------------------------------------------------------------------- parts

def parts(fleet, out):
    used = [(e, *line) for e in fleet.events if e.first_of_ticket for line in e.parts if line[0] in fleet.project.parts]
    year = add_months(fleet.project.day_of(fleet.project.as_of), -12)
    recent = [u for u in used if u[0].at("reported_at") >= fleet.project.midnight(year)]
    months = sum(b - a for _, a, b in fleet.spans(fleet.project.devices)) / 3_600_000 / (365.25 * 24 / 12)
    classes = abc(fleet, recent)
    for name in {u[1] for u in used}:
        own, late = [u for u in used if u[1] == name], [u for u in recent if u[1] == name]
        quantity = sum(u[2] for u in own)
        letter, cumulative = classes.get(name, ("null", None))
        out.update({f"parts/{name}/qty": quantity, f"parts/{name}/value": value(fleet, own),
                    f"parts/{name}/value_12_months": value(fleet, late), f"parts/{name}/class": letter,
                    f"parts/{name}/cumulative": cumulative, f"parts/{name}/per_100_device_months": quantity / months * 100})
    for field, number in recovery(fleet, used).items():
        out[f"parts/old_parts/{field}"] = number
    of_months(fleet, used, out)


def of_months(fleet, used, out):
    for month, start, end in fleet.project.months():
        own = [u for u in used if start <= u[0].at("reported_at") < end]
        path = f"reports/{month}/parts"
        out[f"{path}/qty"] = sum(u[2] for u in own)
        out[f"{path}/value"] = value(fleet, own)
        for field, number in recovery(fleet, own).items():
            out[f"{path}/old_parts/{field}"] = number
        last = fleet.project.day_of(min(end - 1, fleet.project.as_of))
        since = fleet.project.midnight(add_months(last, -12))
        classes = abc(fleet, [u for u in used if since <= u[0].at("reported_at") < end])
        for name in {u[1] for u in own}:
            lines = [u for u in own if u[1] == name]
            out[f"{path}/items/{name}/qty"] = sum(u[2] for u in lines)
            out[f"{path}/items/{name}/value"] = value(fleet, lines)
            out[f"{path}/items/{name}/class"] = classes.get(name, ("null",))[0]


def unit_cost(fleet, name):
    text = fleet.project.parts[name].get("unit_cost")
    return float(text) if text else None


def value(fleet, lines):
    known = [u[2] * unit_cost(fleet, u[1]) for u in lines if unit_cost(fleet, u[1]) is not None]
    return sum(known) if known else None


def abc(fleet, lines):
    """Part → class and cumulative share, by the share reached before it."""
    worth = {}
    for line in lines:
        if unit_cost(fleet, line[1]) is not None:
            worth[line[1]] = worth.get(line[1], 0) + line[2] * unit_cost(fleet, line[1])
    ordered = sorted((w for w in worth.items() if w[1] > 0), key=lambda w: (-w[1], w[0]))
    total, before, out = sum(w[1] for w in ordered), 0.0, {}
    for name, own in ordered:
        share = before / total
        before += own
        out[name] = ("A" if share < 0.8 - 1e-12 else "B" if share < 0.95 - 1e-12 else "C", before / total)
    return out


def recovery(fleet, lines):
    """Old parts that came back, of those that must."""
    threshold = fleet.project.rules.get("old_part_value")
    required = back = 0
    for _, name, quantity, own, status in lines:
        listed = {"yes": True, "是": True, "no": False, "否": False}.get(fleet.project.parts[name].get("old_part_required"))
        dear = threshold is not None and (unit_cost(fleet, name) or 0) >= threshold
        if own if own is not None else listed if listed is not None else dear:
            required += quantity
            back += quantity if status in ("refurbished", "returned_to_vendor", "scrapped") else 0
    return wilson(round(back), round(required))
