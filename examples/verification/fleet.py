"""Failures, exposure and downtime: what most figures are made of."""

from datetime import timedelta

import numpy as np

from records import DAY, HOUR, held

FAULTS = ("repair", "remote", "rescue")
YEAR = 365 * DAY


class Fleet:
    """A project with what follows from each of its records."""

    def __init__(self, project):
        self.project, self.events = project, project.events
        self.ends = sources_that_tell_ends(project)
        self.coverage = coverage(project)
        self.windows = {d.id: self.window(d) for d in project.devices.values()}
        self.opening = {}
        for event in self.events:
            if event.device and self.guessed(event.device):
                self.opening.setdefault(event.device, event.order)
        for event in self.events:
            self.complete(event)
        self.outages = {name: merged([e.outage for e in self.events if e.device == name and e.outage])
                        for name in project.devices}

    def complete(self, event):
        words = event.words
        event.void = words["status"] in ("cancelled", "duplicate")
        event.ticket = words["service_type"] in FAULTS and not event.void
        excluded = ["nff", *self.project.rules.get("excluded_causes", [])]
        event.failure = event.ticket and words["cause_category"] not in excluded
        event.standing = self.standing(event, ("resolved_at", "closed_at"))
        event.restoration = self.standing(event, ("resolved_at",))
        if event.restoration == "open" and event.at("closed_at"):
            event.restoration = "untold"
        event.exposed = event.failure and self.inside(event)
        event.outage, event.outage_untold = self.outage(event)

    def stamp(self, event, name):
        at = event.at(name)
        return at if at is not None and at < self.project.end else None

    # ------------------------------------------------------------- observation

    def guessed(self, name):
        return self.start_day(self.project.devices[name]) is None

    def start_day(self, device):
        for name in ("commissioned_on", "accepted_on", "installed_on"):
            if device.on(name):
                return device.on(name)
        shipped = device.on("shipped_on")
        lag = self.project.rules.get("shipping_lag_days", 0)
        return shipped + timedelta(days=lag) if shipped else None

    def window(self, device):
        """[start, end) of observation, or None."""
        project, day = self.project, self.start_day(device)
        own = [e.at("reported_at") for e in self.events if e.device == device.id]
        start = project.midnight(day) if day else min(own, default=None)
        if start is None:
            return None
        start, end = max(start, self.coverage), project.as_of
        if device.on("retired_on"):
            end = min(end, project.midnight(device.on("retired_on")))
        return (start, end) if start < end else None

    def inside(self, event):
        window = self.windows.get(event.device)
        opens = self.opening.get(event.device) == event.order
        return bool(window) and not opens and window[0] <= event.at("reported_at") < window[1]

    def spans(self, devices, start=None, end=None):
        for name in devices:
            window = self.windows[name]
            if window:
                a, b = max(window[0], start or window[0]), min(window[1], end or window[1])
                if a < b:
                    yield name, a, b

    def exposure(self, spans):
        """Observed, down and duty-weighted running hours of (device, from, to)."""
        observed = down = running = duty_hours = 0.0
        for name, a, b in spans:
            own = sum(max(0, min(b, y) - max(a, x)) for x, y in self.outages[name])
            model = self.project.models.get(self.project.devices[name].get("model") or "", {})
            duty = float(model.get("duty_hours_per_day") or 24) / 24
            observed += b - a
            down += own
            running += (b - a - own) * duty
            duty_hours += (b - a) * duty
        return observed / HOUR, down / HOUR, running / HOUR, duty_hours / HOUR

    # ------------------------------------------------------------------- ends

    def standing(self, event, stamps):
        """The end of a ticket, `open`, `untold` or None."""
        if event.words["status"] in ("cancelled", "duplicate"):
            return None
        for name in stamps:
            if self.stamp(event, name) is not None:
                return self.stamp(event, name)
        if event.flags.get("end_after_as_of") or any((event.at(s) or 0) >= self.project.end for s in ("resolved_at", "closed_at")):
            return "open"
        if event.words["status"] in ("resolved", "closed"):
            return "untold"
        if event.flags.get("end_unknown") and event.words["status"] is None:
            return "untold"
        return "open" if self.tells(event) else "untold"

    def tells(self, event):
        """Where a log has neither ends nor states, nothing says that a ticket is open."""
        if event.source is None:
            return True
        status, rows, ended = self.ends[event.source]
        fresh = event.at("reported_at") >= self.project.end - 30 * DAY
        return status or (ended > 0 and (2 * ended >= rows or fresh))

    def outage(self, event):
        """(start, end) of a stop, and True where nobody tells how long it was."""
        rule = self.project.rules.get("down_if", "always")
        assert rule == "always", "other rules are not computed here"
        if not event.failure or event.flags.get("down") is False:
            return None, False
        start_name = "occurred_at" if self.stamp(event, "occurred_at") is not None else "reported_at"
        start = self.stamp(event, start_name)
        if "downtime_h" in event.numbers:
            return (start, min(self.project.end, start + round(event.numbers["downtime_h"] * HOUR))), False
        end = event.restoration
        if end == "untold":
            return None, True
        if start_name in event.day_only or (end != "open" and "resolved_at" in event.day_only):
            return None, True
        if end == "open":
            return (start, self.project.end), False
        if not 0 <= end - start <= YEAR:
            return None, True
        return (start, end), False


def sources_that_tell_ends(project):
    found = {}
    for event in project.events:
        if event.source is not None:
            status, rows, ended = found.get(event.source, (False, 0, 0))
            over = event.at("resolved_at") is not None or event.at("closed_at") is not None
            found[event.source] = (status or bool(event.words["status"]), rows + 1, ended + over)
    return found


def coverage(project):
    """The first day of the month of the first stamp in a log."""
    stamps = [at for e in project.events if e.source is not None
              for name, at in e.stamps.items() if name in ("reported_at", "occurred_at")]
    return project.midnight(project.day_of(min(stamps)).replace(day=1))


def merged(stretches):
    out = []
    for start, end in sorted(s for s in stretches if s[0] < s[1]):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out


def overlaps(stretches, window):
    return [(max(a, window[0]), min(b, window[1])) for a, b in stretches if min(b, window[1]) > max(a, window[0])]


def owned(fleet, device, position):
    """Customer (0) or site (1) → stretches in which it had the device while it was observed."""
    out, window = {}, fleet.windows[device.id]
    for owner in device.owners:
        if owner[position] and window:
            stretch = overlaps([held(fleet.project, owner[2], owner[3])], window)
            if stretch:
                out.setdefault(owner[position], []).extend(stretch)
    return {name: merged(stretches) for name, stretches in out.items()}


def hours(event, start, stop, fleet):
    """Hours between two stamps; None where they do not tell."""
    a, b = fleet.stamp(event, start), fleet.stamp(event, stop)
    if a is None or b is None or start in event.day_only or stop in event.day_only:
        return None
    return (b - a) / HOUR if 0 <= b - a <= YEAR else None


def summary(values):
    values = np.array([v for v in values if v is not None])
    if not len(values):
        return {"n": 0, "mean": None, "median": None, "p90": None}
    return {"n": len(values), "mean": values.mean(), "median": np.quantile(values, 0.5), "p90": np.quantile(values, 0.9)}
