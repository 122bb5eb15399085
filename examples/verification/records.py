"""The records of a project, read without faultbook.

`source(folder)` reads the tables, logs and reports of the project themselves.
`canonical(folder)` takes the events from the site's own `data/faults/*.json`, where
reading is not the subject (Excel sheets, minutes as durations, re-exports); devices,
models, parts and contracts still come from the project's tables.

Times are integer milliseconds since 1970.
"""

import calendar
import csv
import json
import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

HOUR, DAY = 3_600_000, 86_400_000
STAMPS = ("occurred_at", "reported_at", "responded_at", "plan_replied_at", "dispatched_at", "arrived_at",
          "repair_started_at", "resolved_at", "signed_off_at", "closed_at", "callback_at")
SIDE = ("agreed_arrival_at", "delay_notified_at", "loaner_out_at", "loaner_back_at")
NUMBERS = ("travel_h", "labour_h", "distance_km", "amount", "cost_labour", "cost_parts", "cost_travel",
           "satisfaction", "visits", "downtime_h")

HEADERS = {"工单号": "ticket_id", "设备编号": "device_id", "报修时间": "reported_at", "响应时间": "responded_at",
           "到场时间": "arrived_at", "完成时间": "resolved_at", "回访时间": "callback_at", "服务类型": "service_type",
           "收费方式": "charge_type", "优先级": "priority", "故障代码": "fault_code", "故障部位": "component",
           "故障现象": "symptom", "故障原因": "cause", "原因类别": "cause_category", "方案编号": "solution",
           "更换配件": "parts", "费用": "amount", "满意度": "satisfaction", "上门次数": "visits", "状态": "status"}
WORDS = {"维修": "repair", "远程": "remote", "救援": "rescue", "保养": "maintenance", "巡访": "visit", "咨询": "consult",
         "培训": "training", "升级": "upgrade", "合同": "contract", "保内免费": "free_warranty", "有偿": "paid",
         "使用不当": "user", "软件": "software", "外部": "external", "制造": "manufacturing", "老化磨损": "wear",
         "非常满意": "5", "满意": "4", "一般": "3", "不满意": "2", "是": "yes", "否": "no"}
SERVICES = ("repair", "remote", "rescue", "install", "maintenance", "visit", "training", "upgrade", "consult",
            "complaint", "parts", "other")


@dataclass
class Event:
    id: str
    device: str | None = None
    model: str | None = None
    customer: str | None = None
    site: str | None = None
    stamps: dict = field(default_factory=dict)
    day_only: set = field(default_factory=set)
    words: dict = field(default_factory=dict)
    code: str | None = None
    component: str | None = None
    solution: str | None = None
    symptom: str = ""
    cause: str = ""
    parts: list = field(default_factory=list)
    pauses: list = field(default_factory=list)
    numbers: dict = field(default_factory=dict)
    flags: dict = field(default_factory=dict)
    source: object = None
    report: bool = False
    first_of_ticket: bool = True
    order: int = 0

    def at(self, name):
        return self.stamps.get(name)


class Project:
    """A project's records with its settings."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.settings = tomllib.loads((self.folder / "faultbook.toml").read_text(encoding="utf-8"))
        site = self.settings["site"]
        self.zone = ZoneInfo(site["timezone"])
        self.as_of = self.instant(site["as_of"])[0]
        # An instant of `as_of` is inside.
        self.end = self.as_of + 1
        self.rules = self.settings.get("rules", {})
        self.devices, self.models, self.parts = {}, {}, {}
        self.codes, self.components, self.customers = {}, {}, {}
        self.sites, self.contracts, self.actions, self.complaints = {}, [], [], []
        self.synonyms = []
        self.events = []
        self._tables()

    # ------------------------------------------------------------------ time

    def instant(self, text):
        """Milliseconds, and whether only the day is known."""
        text = text.strip().replace("/", "-")
        if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", text):
            return self.midnight(self.day(text)), True
        at = datetime.fromisoformat(text)
        if at.tzinfo is None:
            at = at.replace(tzinfo=self.zone)
        return round(at.timestamp() * 1000), False

    @staticmethod
    def day(text):
        text = (text or "").strip()
        return date(*map(int, text.split("-"))) if text else None

    def midnight(self, day):
        return round(datetime.combine(day, time(), self.zone).timestamp() * 1000)

    def local(self, ms):
        return datetime.fromtimestamp(ms / 1000, self.zone)

    def day_of(self, ms):
        return self.local(ms).date()

    def months(self):
        """(name, start, end) of every month from the first record to `as_of`."""
        first = self.day_of(min(e.at("reported_at") for e in self.events)).replace(day=1)
        out = []
        while self.midnight(first) < self.end:
            following = (first + timedelta(days=32)).replace(day=1)
            out.append((first.strftime("%Y-%m"), self.midnight(first), self.midnight(following)))
            first = following
        return out

    def longer(self):
        """(name, start, end) of every calendar quarter and year with one of these months; the
        first begins with the first month."""
        out, months = {}, self.months()
        for name, start, following in months:
            year, month = name.split("-")
            for longer in (f"{year}-Q{(int(month) + 2) // 3}", year):
                out[longer] = (out.get(longer, (start,))[0], following)
        return [(name, start, end) for name, (start, end) in out.items()]

    # ---------------------------------------------------------------- tables

    def _rows(self, name):
        path = self.folder / "content" / name
        if not path.exists():
            return []
        return list(csv.DictReader(decoded(path).splitlines()))

    def _tables(self):
        for row in self._rows("models.csv"):
            self.models[row["id"]] = row
        for row in self._rows("parts.csv"):
            self.parts[row["id"]] = row
        for row in self._rows("fault-codes.csv"):
            self.codes[row["code"]] = row
        for row in self._rows("components.csv"):
            self.components[row["id"]] = row
        for row in self._rows("customers.csv"):
            self.customers[row["id"]] = row
        for row in self._rows("sites.csv"):
            self.sites[row["id"]] = row
        self.contracts = self._rows("contracts.csv")
        self.actions = self._rows("actions.csv")
        self.complaints = self._rows("complaints.csv")
        for row in self._rows("devices.csv"):
            known = self.devices.setdefault(row["id"], Device(row["id"]))
            known.add(row)
        path = self.folder / "content" / "synonyms.csv"
        if path.exists():
            self.synonyms = [line.split(",") for line in decoded(path).splitlines() if line.strip()]


class Device:
    """A device, with every owner it had."""

    def __init__(self, name):
        self.id, self.row, self.owners = name, {}, []

    def add(self, row):
        for key, value in row.items():
            if value:
                self.row[key] = value
        day = Project.day
        self.owners.append((row.get("customer") or None, row.get("site") or None,
                            day(row.get("customer_from")), day(row.get("customer_to"))))

    def get(self, name):
        return self.row.get(name) or None

    def on(self, name):
        return Project.day(self.row.get(name))


def decoded(path):
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030")


# -------------------------------------------------------------------- sources

def source(folder):
    """Reads the logs and the reports themselves."""
    project = Project(folder)
    for log in log_files(project):
        read_log(project, *log)
    for path in sorted((project.folder / "content").glob("faults/**/*.md")):
        read_report(project, path)
    finish(project)
    return project


def log_files(project):
    """Path, columns and words of each log."""
    configured = project.settings.get("logs")
    if configured:
        for block in configured:
            words = block.get("values", {}).get("service_type", {})
            yield (project.folder / block["path"], block.get("columns", {}), words,
                   block.get("combine", {}), block.get("default", {}))
        return
    for path in sorted((project.folder / "content" / "logs").iterdir()):
        yield path, HEADERS, {}, {}, {}


def read_log(project, path, columns, words, combine, default):
    text = decoded(path)
    for row in csv.DictReader(text.splitlines()):
        row.pop(None, None)
        named = {columns.get(header, header.lower()): (cell or "").strip() for header, cell in row.items()}
        named.setdefault("parts", named.get("part"))
        for name, headers in combine.items():
            named[name] = " ".join(row[header] for header in headers).strip()
        for name, word in default.items():
            named[name] = named.get(name) or word
        named["service_type"] = words.get(named.get("service_type"), named.get("service_type"))
        project.events.append(event_of(project, named, path.name))


def read_report(project, path):
    front = path.read_text(encoding="utf-8").split("---\n")[1]
    fields = yaml.load(front, Loader=yaml.BaseLoader)
    devices = fields.get("device")
    for device in devices if isinstance(devices, list) else [devices]:
        event = event_of(project, {**fields, "device_id": device, "ticket_id": fields["id"]}, None)
        event.report = True
        project.events.append(event)


def event_of(project, fields, log):
    get = lambda name: WORDS.get(fields.get(name), fields.get(name)) or None
    event = Event(id=fields.get("ticket_id") or "", source=log)
    event.device = get("device_id")
    for name in STAMPS:
        if get(name):
            event.stamps[name], only = project.instant(get(name))
            if only:
                event.day_only.add(name)
    for name in ("service_type", "charge_type", "status", "priority", "cause_category", "responsible_party", "channel"):
        event.words[name] = get(name)
    if event.words["service_type"] not in SERVICES:
        event.words["service_type"] = "other"
    for name in NUMBERS:
        try:
            event.numbers[name] = float(get(name))
        except (TypeError, ValueError):
            pass
    event.code, event.component, event.solution = get("fault_code"), get("component"), get("solution")
    event.symptom, event.cause = fields.get("symptom") or "", fields.get("cause") or ""
    parts = get("parts")
    for line in re.split(r"[;；、,，]", parts) if isinstance(parts, str) else []:
        name, _, quantity = re.sub(r"[×x*](?=\d+$)", "*", line.strip()).partition("*")
        event.parts.append((name, float(quantity or 1), None, None))
    for line in parts if isinstance(parts, list) else []:
        event.parts.append((line["id"], float(line.get("qty", 1)), None, line.get("old_part_status")))
    return event


# ------------------------------------------------------------------ canonical

def canonical(folder):
    """Takes the events from the site's data files."""
    project = Project(folder)
    seen = set()
    for path in sorted((project.folder / "output/internal/data/faults").glob("*.json")):
        for record in json.loads(path.read_text(encoding="utf-8")):
            event = event_of_record(project, record)
            again = (record["fault_report"], record["id"])
            event.report = record["fault_report"] is not None
            event.first_of_ticket = not (event.report and again in seen)
            seen.add(again)
            project.events.append(event)
    finish(project)
    return project


def event_of_record(project, record):
    event = Event(id=record["id"], source=(record["source"]["path"], record["source"]["sheet"]))
    event.device, event.code = record["device"], record["fault_code"]
    event.component, event.solution = record["component"], record["solution"]
    event.symptom, event.cause = record["symptom"] or "", record["cause"] or ""
    for name in STAMPS + SIDE:
        if record.get(name):
            event.stamps[name] = project.instant(record[name])[0]
    event.day_only = set(record.get("date_only") or [])
    for name in ("service_type", "charge_type", "status", "priority", "cause_category", "responsible_party", "channel"):
        event.words[name] = record.get(name)
    event.numbers = {name: record[name] for name in NUMBERS if record.get(name) is not None}
    event.flags = {k: v for k, v in record.items() if isinstance(v, bool) and k != "is_failure"}
    event.flags["exemption"] = bool(record.get("exemption"))
    event.parts = [(p["part"], p["qty"], p["old_part_required"], p["old_part_status"]) for p in record["parts"]]
    for pause in record.get("pauses") or []:
        to = project.instant(pause["to"])[0] if pause["to"] else project.as_of
        event.pauses.append((project.instant(pause["from"])[0], to, pause["reason"]))
    event.words["model"], event.words["customer"] = record["model"], record["customer"]
    if event.source[0].endswith(".md") and record["fault_report"]:
        event.source = None
    return event


# ------------------------------------------------------------------- finishing

def finish(project):
    """Order of report, the owner of the day, and what the code says of the component."""
    for device in {e.device for e in project.events if e.device} - set(project.devices):
        project.devices[device] = Device(device)
    if not project.parts:
        parts_from_log(project)
    project.events = [e for e in project.events if e.at("reported_at") is not None and e.at("reported_at") < project.end]
    # Of two at one instant the smaller ticket comes first: which of them a repair came
    # back with is a choice that no count depends on.
    project.events.sort(key=lambda e: (e.at("reported_at"), e.id))
    for order, event in enumerate(project.events):
        event.order = order
        device = project.devices.get(event.device)
        event.model = (device.get("model") if device else None) or event.words.get("model")
        event.customer, event.site = owner_at(project, device, event.at("occurred_at") or event.at("reported_at"))
        if event.customer is None and not (device and any(o[0] for o in device.owners)):
            event.customer = event.words.get("customer")
        if event.component is None and event.code in project.codes:
            event.component = project.codes[event.code]["component"] or None


def parts_from_log(project):
    """Without a table the first spelling names a part; case makes no difference."""
    first = {}
    for event in project.events:
        event.parts = [(first.setdefault(folded(line[0]), line[0]), *line[1:]) for line in event.parts]
    project.parts = {name: {} for name in first.values()}


def owner_at(project, device, at):
    for customer, site, start, end in device.owners if device else []:
        if held(project, start, end)[0] <= at < held(project, start, end)[1]:
            return customer, site
    return None, None


def held(project, start, end):
    """A stretch of ownership: both days are included."""
    begins = project.midnight(start) if start else -(1 << 60)
    return begins, project.midnight(end + timedelta(days=1)) if end else 1 << 60


def add_months(day, months):
    """Calendar months later, clamped to the end of the month."""
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def folded(text):
    return unicodedata.normalize("NFKC", text).lower()
