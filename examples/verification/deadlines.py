"""Service-level clocks (domain.md §3.8), in calendar time, in business time, by working
days and to the end of a day. Business time is counted minute by minute with a calendar
laid out as a list of openings."""

from datetime import datetime, time, timedelta

from records import DAY, HOUR
from statistics_of import wilson

MINUTE = 60_000
BUILT_IN = {
    "simulator": [("reply_plan", "reported_at", "plan_replied_at", 24 * HOUR), ("onsite", "reported_at", "arrived_at", 3 * DAY),
                  ("resolve", "reported_at", "resolved_at", 7 * DAY), ("callback", "resolved_at", "callback_at", 2 * DAY)],
    "led": [("remote_plan", "reported_at", "plan_replied_at", 2 * HOUR), ("onsite", "reported_at", "arrived_at", 48 * HOUR)],
    "device_contract": [("onsite", "reported_at", "arrived_at", 4 * HOUR), ("resolve", "reported_at", "resolved_at", 24 * HOUR)],
    "stb": [("reply", "reported_at", "responded_at", 12 * HOUR), ("onsite", "reported_at", "arrived_at", 24 * HOUR)],
    "generic": [("reply", "reported_at", "responded_at", 24 * HOUR)],
    "rescue": [("rescue_onsite", "reported_at", "arrived_at", [(10, 40 * MINUTE), (20, 60 * MINUTE)])],
}
USUAL = {"reply": ("reported_at", "responded_at"), "onsite": ("reported_at", "arrived_at"), "resolve": ("reported_at", "resolved_at")}
PLANNED = ("install", "maintenance", "training", "upgrade", "visit")
AFAR = ("remote", "consult", "complaint", "parts")


class Clock:
    def __init__(self, ident, start, stop, limit, calendar=None, days=None, day_end=None, priorities=()):
        self.id, self.start, self.stop, self.limit = ident, start, stop, limit
        self.calendar, self.days, self.day_end, self.priorities = calendar, days, day_end, priorities


class Calendar:
    """Openings of weekdays, holidays and make-up working days."""

    def __init__(self, project, table):
        self.project = project
        names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        usual = [self.hours(h) for h in table["hours"]]
        self.week = [([self.hours(h) for h in table[n]] if n in table else usual) if n in table["days"] or n in table else []
                     for n in names]
        self.usual = usual
        self.holidays, self.workdays = set(table.get("holidays", [])), set(table.get("workdays", []))

    @staticmethod
    def hours(text):
        return tuple(time.fromisoformat(t) for t in text.split("-"))

    def of_day(self, day):
        if str(day) in self.holidays:
            return []
        hours = self.usual if str(day) in self.workdays else self.week[day.weekday()]
        at = lambda t: round(datetime.combine(day, t, self.project.zone).timestamp() * 1000)
        return [(at(a), at(b)) for a, b in hours]

    def openings(self, start):
        day = self.project.day_of(start)
        while True:
            for a, b in self.of_day(day):
                if b > start:
                    yield max(a, start), b
            day += timedelta(days=1)

    def elapsed(self, start, end):
        total = 0
        for a, b in self.openings(start):
            if a >= end:
                return total
            total += min(b, end) - a

    def after(self, start, limit):
        for a, b in self.openings(start):
            if limit <= b - a:
                return a + limit
            limit -= b - a

    def working_day(self, start, n):
        """The close of the n-th working day; the day of the report is 0."""
        day = self.project.day_of(start)
        while n > 0:
            day += timedelta(days=1)
            n -= bool(self.of_day(day))
        while not self.of_day(day):
            day += timedelta(days=1)
        return self.of_day(day)[-1][1]


class Plan:
    def __init__(self, project):
        self.project = project
        sla = project.settings.get("sla", {})
        self.default, self.by_model = sla.get("default"), sla.get("by_model", {})
        self.calendars = {n: Calendar(project, t) for n, t in project.settings.get("calendars", {}).items()}
        named = {self.default, *self.by_model.values(), *(c.get("sla_profile") for c in project.contracts)} - {None, ""}
        own = sla.get("profiles", {})
        self.profiles = {n: [self.clock(c) for c in own[n]["clocks"]] if n in own else [Clock(*c) for c in BUILT_IN[n]]
                         for n in sorted(named)}

    def clock(self, table):
        start, stop = USUAL.get(table["id"], (None, None))
        calendar = self.calendars.get(table.get("calendar"))
        number, unit = (table["limit"].split() if "limit" in table else (0, "h"))
        limit = int(number) * {"h": HOUR, "d": DAY, "min": MINUTE}[unit]
        return Clock(table["id"], table.get("start", start), table.get("stop", stop), limit, calendar,
                     table.get("working_days"), table.get("day_end"), table.get("priorities", ()))

    def profile(self, event):
        for contract in self.project.contracts:
            if contract["customer"] != event.customer or contract.get("sla_profile") not in self.profiles:
                continue
            devices = [d for d in (contract.get("devices") or "").split(";") if d]
            day = self.project.day_of(event.at("reported_at"))
            a, b = self.project.day(contract["start"]), self.project.day(contract["end"])
            if (not devices or event.device in devices) and (not a or a <= day) and (not b or day <= b):
                return contract["sla_profile"]
        return self.by_model.get(event.model, self.default)


def deadlines(fleet, out):
    plan = Plan(fleet.project)
    if not plan.profiles:
        return
    told = stamps_by_source(fleet.project)
    states = {}
    timely = []
    for event in fleet.events:
        profile = plan.profile(event)
        if not profile or event.void or event.words["service_type"] in PLANNED or not event.first_of_ticket:
            continue
        judged = []
        for clock in plan.profiles[profile]:
            state = judge(fleet, plan, event, clock, told)
            states.setdefault((profile, clock.id), []).append((event, *state))
            if clock.stop == "arrived_at" and state[0] in ("met", "breached_closed", "breached_open"):
                judged.append(state)
        if judged:
            timely.append((event, all(s[0] == "met" for s in judged), max(s[1] for s in judged)))
    tell(fleet, plan, states, timely, out)


def tell(fleet, plan, states, timely, out):
    for profile, clocks in plan.profiles.items():
        for clock in clocks:
            own = states.get((profile, clock.id), [])
            count(out, f"sla/{profile} {clock.id}", [s[1] for s in own])
            for name in fleet.project.customers:
                mine = [s[1] for s in own if s[0].customer == name]
                count(out, f"customers/{name}/sla/{profile} {clock.id}", mine)
            for month, start, following in fleet.project.months():
                end = min(following, fleet.project.end)
                seen = [at_month_end(s, start, following, end) for s in own]
                count(out, f"reports/{month}/sla/{profile} {clock.id}", [s for s in seen if s])
    rate = lambda rows: wilson(sum(r[1] for r in rows), len(rows))
    tables = {"sla/timeliness": rate(timely)}
    for name in fleet.project.customers:
        tables[f"customers/{name}/timeliness"] = rate([r for r in timely if r[0].customer == name])
    for month, start, following in fleet.project.months():
        tables[f"reports/{month}/timeliness"] = rate([r for r in timely if start <= r[2] < following])
    for path, table in tables.items():
        out.update({f"{path}/{field}": number for field, number in table.items()})


def at_month_end(row, start, following, end):
    """Where a clock stood when its month was over; one that is not measured counts where
    the work was over."""
    event, state, due, began, stopped = row
    if state in ("met", "breached_closed", "breached_open") and start <= due < following:
        if state == "breached_closed" and stopped >= end:
            return "breached_open"
        return state
    if state in ("unmeasurable", "exempt"):
        ended = next((event.at(n) for n in ("resolved_at", "closed_at") if event.at(n) is not None), None)
        if ended is None and event.words["status"] in ("resolved", "closed"):
            ended = event.at("reported_at")
        return state if ended is not None and start <= ended < following else None
    if began is not None and began < end and due is not None and due >= end and (stopped is None or stopped >= end):
        return "pending"
    return None


def count(out, path, states):
    number = {s: states.count(s) for s in ("met", "breached_closed", "breached_open", "pending")}
    out.update({f"{path}/{s}": n for s, n in number.items()})
    if path.startswith(("customers", "reports")):
        out[f"{path}/unmeasurable"] = states.count("unmeasurable")
        out[f"{path}/exempt"] = states.count("exempt")
    due = number["met"] + number["breached_closed"] + number["breached_open"]
    for field, value in wilson(number["met"], due).items():
        out[f"{path}/compliance/{field}"] = value


def stamps_by_source(project):
    told = {}
    for event in project.events:
        told.setdefault(event.source, set()).update(event.stamps)
    return told


def judge(fleet, plan, event, clock, told):
    """(state, due, start, stop) of one clock of a ticket."""
    none = (None, None, None)
    as_of, project = fleet.project.as_of, fleet.project
    if clock.priorities and event.words["priority"] not in clock.priorities:
        return ("not_applicable", *none)
    start, stop = event.at(clock.start), event.at(clock.stop)
    if clock.stop == "arrived_at":
        if event.words["service_type"] in AFAR and stop is None:
            return ("not_applicable", *none)
        if event.at("delay_notified_at") is not None and event.flags.get("exemption"):
            return ("exempt", *none)
    over = event.at("resolved_at") if event.at("resolved_at") is not None else event.at("closed_at")
    finished = over <= as_of if over is not None else event.words["status"] in ("resolved", "closed")
    if start is None:
        lost = clock.start == "reported_at" or finished
        return ("unmeasurable" if lost else "not_applicable", *none)
    coarse = clock.start in event.day_only or clock.stop in event.day_only
    by_day = clock.days is not None or clock.day_end is not None or (
        isinstance(clock.limit, int) and clock.limit >= 2 * DAY and clock.limit % DAY == 0)
    if (stop is None and clock.stop != "callback_at" and finished) or (coarse and not by_day):
        return ("unmeasurable", *none)
    if stop is None and event.source is not None and clock.stop not in told[event.source]:
        return ("unmeasurable", *none)
    if coarse:
        start, stop = (project.midnight(project.day_of(x)) if x is not None else None for x in (start, stop))
    if stop is not None and stop < start:
        return ("unmeasurable", *none)
    told = event.at("delay_notified_at") is not None
    pauses = [(a, b) for a, b, reason in event.pauses if reason == "waiting_customer" or reason == "exemption" and told]
    due = due_of(fleet, plan, event, clock, start, pauses)
    if due is None:
        return ("unmeasurable", *none)
    stopped = stop if stop is not None and stop <= as_of else None
    late = is_late(clock, start, stopped if stopped is not None else as_of, due, pauses)
    word = {(True, False): "met", (True, True): "breached_closed", (False, True): "breached_open"}.get(
        (stopped is not None, late), "pending")
    return word, due, start, stopped


def is_late(clock, start, end, due, pauses):
    """By the elapsed time less pauses where the limit is one, else by the due instant."""
    if clock.days is not None or clock.day_end is not None or isinstance(clock.limit, list):
        return end > due
    passing = clock.calendar.elapsed if clock.calendar else lambda a, b: b - a
    paused = sum(passing(max(a, start), min(b, end)) for a, b in pauses if min(b, end) > max(a, start))
    return passing(start, end) - paused > clock.limit


def due_of(fleet, plan, event, clock, start, pauses):
    project = fleet.project
    limit = clock.limit
    if isinstance(limit, list):
        site = project.sites.get(event.site, {})
        distance = event.numbers.get("distance_km", float(site["distance_km"]) if site.get("distance_km") else None)
        if distance is None:
            return None
        limit = next((ms for km, ms in limit if distance <= km), None)
        due = start + limit if limit else event.at("agreed_arrival_at")
    elif clock.days is not None:
        due = clock.calendar.working_day(start, clock.days)
    elif clock.day_end is not None:
        due = project.midnight(project.day_of(start) + timedelta(days=clock.day_end + 1)) - 1
    elif clock.calendar:
        due = clock.calendar.after(start, limit)
    else:
        due = start + limit
    for a, b in sorted(pauses):
        if due is not None and b > start and a < due:
            extra = b - max(a, start)
            due = due + extra if not clock.calendar else clock.calendar.after(due, clock.calendar.elapsed(max(a, start), b))
    return due
