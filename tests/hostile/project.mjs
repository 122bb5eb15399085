// A project in which every free field of every kind of record is hostile. The fields are
// read from docs/records.md, so that a new one is hostile from its first day; only those
// that must hold a date, a number, a known word or the id of another record are listed here.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';
import { ADDRESSES, MARKUP } from './payloads.mjs';
import { crc32, SHEET, workbook } from './workbook.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const RECORDS = readFileSync(join(here, '..', '..', 'docs', 'records.md'), 'utf8');
/** A word that every record has, to find all of them by. */
export const WORD = 'zqxword';
/** Records of each kind but the log and the documents, which have one for each payload. */
const FEW = 6;
/** Where a customer's things begin: every second record. */
const CUSTOMERS = 2;

// ---- what a field may hold

const DAY = (n) => `2026-0${1 + (n % 3)}-${String(1 + (n % 27)).padStart(2, '0')}`;
const TYPED = {
  dates: /(_on|_at|_from|_to|_until|_start|_end)$|^(start|end|due|created|verified|produced_on)$/,
  numbers: /_h$|_km$|_cost$|^(tier|compensation|cost_\w+|amount|qty|parts_qty|satisfaction|duty_hours_per_day|warranty_months|duration_min|skill_level|visits)$/,
  flags: /^(down|warranty_covered|callback_ok|followup_required|wear_part|old_part_required|on_site|attributable_to_service|complaint)$/,
};
const WORDS = {
  service_type: 'repair', charge_type: 'paid', priority: 'P2', status: 'closed', channel: 'phone',
  cause_category: 'wear', old_part_status: 'returned_to_vendor', tz: 'Asia/Shanghai',
  maintenance_interval: '90d', confidence: 'validated', audience: 'public', severity: 'P2',
};
const LINKS = {
  device: 'devices', device_id: 'devices', unit: 'devices', devices: 'devices', customer: 'customers', site: 'sites', model: 'models',
  models: 'models', part: 'parts', part_id: 'parts', parts: 'parts', wear_parts: 'parts', fault_code: 'codes', code: 'codes',
  fault_codes: 'codes', component: 'components', components: 'components', covers: 'components', excludes: 'components', solution: 'solutions',
  solutions: 'solutions', supersedes: 'solutions', ticket: 'tickets',
};
/** Maps from a component to a day or a number of months. */
const MAPS = { component_warranty: '2027-03-01', component_warranty_months: '24' };
/** Fields left out, of which none holds a free text: days that would take records out, words of the record's own list, a number. */
const LEFT_OUT = new Set(['serial_from', 'serial_to', 'customer_from', 'customer_to', 'retired_on', 'kind', 'type', 'participants', 'closed_at', 'callback_at']);
/** Kinds are words of the record's own list. */
const KINDS = { visits: 'quarterly', complaints: 'service', actions: 'corrective' };

/** Payloads that an id may hold: it is one line, no list, and no path. */
const inIds = MARKUP.filter((p) => !/[\n;,，、/\\\u202e\u2028\u00ad\u00a0|*]|^\s/.test(p) && p.length < 60);
const id = (kind, n) => `${kind}${n} ${inIds[(n * 7 + kind.length) % inIds.length]}`;
const ID_PREFIX = { devices: 'DEV', customers: 'CUS', sites: 'SIT', models: 'MOD', parts: 'PAR', codes: 'COD', components: 'COM', solutions: 'SOL', tickets: 'TIC' };
const link = (to, n) => id(ID_PREFIX[to], to === 'customers' ? n % CUSTOMERS : n % FEW);

/** Names of the configuration: a service level, a clock, a calendar, a target. */
const PROFILE = `${WORD} <img src=x onerror=alert(1)> profile`;
const CLOCK = `${WORD} "><script>alert(1)</script> clock`;
const CALENDAR = `${WORD} <svg onload=alert(1)> calendar`;

/** The payloads in a few texts; what swallows the rest stands last. */
const GROUPS = Array.from({ length: FEW }, (_, n) => MARKUP.filter((_, at) => at % FEW === n).join(' '));

/** A value of a field of the n-th record. */
function value(kind, field, n, hostile) {
  if (field === 'id' && kind in ID_PREFIX) return kind === 'customers' ? id('CUS', n) : id(ID_PREFIX[kind], n);
  if (kind === 'codes' && field === 'code') return id('COD', n);
  if (kind === 'log' && field === 'ticket_id') return `TIC${n} ${hostile.replace(/\s+/g, ' ').slice(0, 80)}`;
  if (field in WORDS) return WORDS[field];
  // A stretch within the ticket, which counts; its reason is anything.
  if (field === 'pause_from' || field === 'pause_to') return `${DAY(n)} 1${field === 'pause_from' ? 1 : 2}:00`;
  if (field in MAPS) return `${id('COM', n)}:${MAPS[field]}; ${inIds[(n * 5 + 1) % inIds.length].replaceAll(':', '')}:${MAPS[field]}`;
  if (field === 'sla_profile') return PROFILE;
  if (field in LINKS) return link(LINKS[field], n);
  for (const [type, pattern] of Object.entries(TYPED)) {
    if (!pattern.test(field)) continue;
    if (type === 'dates') return kind === 'log' ? `${DAY(n)} 1${'0123456789'.indexOf(String(n % 10)) % 8}:00` : DAY(n);
    return type === 'numbers' ? String(1 + (n % 4)) : 'yes';
  }
  // A name that stands in an article of everyone's would be told as a leak: each is its own.
  const own = field === 'engineer' ? hostile.replaceAll('/', '') : hostile;
  return `${WORD} ${kind}-${field}-${n} ${own}`;
}

const cell = (text) => `"${String(text).replaceAll('"', '""')}"`;
const csv = (rows) => `${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;

/** The columns that a section of the documentation names, by file. */
function documented(section) {
  const body = RECORDS.split(`\n## ${section}`)[1].split('\n## ')[0];
  const rows = body.split('\n').filter((line) => line.startsWith('| `'));
  const names = (text) => [...text.replace(/\([^)]*\)/g, '').matchAll(/`([a-z_0-9]+)`/g)].map(([, name]) => name);
  return rows.map((line) => line.split('|').slice(1, -1)).map(([first, second]) => [first, second, names]);
}

const logFields = documented('Service logs').flatMap(([first, , names]) => names(first));
const tables = documented('Tables')
  .map(([first, second, names]) => [/`([a-z-]+)\.csv`/.exec(first)[1], names(second)])
  .filter(([file]) => file !== 'synonyms');

/** One chunk of a PNG; its sum is not asked for by anyone here, but is right all the same. */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
const PNG = Buffer.concat([
  Buffer.from('89504e470d0a1a0a', 'hex'),
  chunk('IHDR', Buffer.from('00000001000000010806000000', 'hex')),
  chunk('IDAT', deflateSync(Buffer.from([0, 1, 2, 3, 255]))),
  chunk('IEND', Buffer.alloc(0)),
]);

const toml = (text) => JSON.stringify(text).replace(/[\u007f-\u{10ffff}]/gu, (c) => `\\U${c.codePointAt(0).toString(16).padStart(8, '0')}`);

/** The configuration; `address` is where the folder of the sites is served. */
const config = (address) => `[site]
title = ${toml(`${WORD} ${MARKUP.slice(0, 12).join(' ')}`)}
language = ["zh-CN", "en"]
timezone = "Asia/Shanghai"
base_url = "${address}internal/"
as_of = "2026-03-31T23:59:59+08:00"
[organisation]
${['name', 'address', 'hotline', 'phone', 'fax'].map((key, at) => `${key} = ${toml(GROUPS[at])}`).join('\n')}
mails = [${toml(GROUPS[5])}]
[rules]
currency = ${toml('"><img src=x onerror=alert(1)>')}
[sla]
default = ${toml(PROFILE)}
by_customer = { ${toml(id('CUS', 0))} = ${toml(PROFILE)} }
by_model = { ${toml(id('MOD', 1))} = ${toml(PROFILE)} }
[sla.profiles.${toml(PROFILE)}]
timeliness = ["onsite", ${toml(CLOCK)}]
clocks = [
  { id = "onsite", limit = "4 h", calendar = ${toml(CALENDAR)}, accepted_pauses = [${toml(MARKUP[12])}] },
  { id = ${toml(CLOCK)}, start = "reported_at", stop = "resolved_at", limit = "8 h" },
]
[calendars.${toml(CALENDAR)}]
days = ["mon", "tue", "wed", "thu", "fri"]
hours = ["08:00-20:00"]
holidays = ["2026-01-01"]
[targets]
timeliness = ">= 95 %"
[targets.profiles]
${toml(PROFILE)} = ">= 90 %"
[[logs]]
path = "content/logs/*.csv"
aside = [${toml(MARKUP[0])}]
note = ${toml(MARKUP[2])}
values = { cause_category = { ${toml(MARKUP[13])} = "wear" } }
[[logs]]
path = "content/logs/*.xlsx"
sheet = ${toml(SHEET)}
note = ${toml(MARKUP[3])}
[publish.hostile]
kind = "fs"
path = ${toml(`../published ${inIds[3]}`)}
audience = "internal"
[audit]
allow = [${toml(GROUPS[2])}]
[audiences]
customers = true
public = true
engineers = true
customer_base_url = "${address}customers/{customer}/"
public_base_url = "${address}public/"
[audiences.mask]
internal = []
customers = []
public = []
`;

/** One payload in every place that a Markdown text has for it. */
function markdown(n) {
  const text = MARKUP[n % MARKUP.length];
  const line = text.replace(/\s+/g, ' ');
  const address = ADDRESSES[n % ADDRESSES.length];
  return [
    text,
    `In a sentence ${text} that goes on, *${line}* and **${line}** and \`${line}\`.`,
    `- ${line}\n- [ ] ${line}\n\n> ${line}\n\n> [!${line}]\n> ${line}\n\n1. ${line}`,
    `| ${line.replaceAll('|', '\\|')} | b |\n| --- | --- |\n| ${line.replaceAll('|', '\\|')} | x |`,
    `\`\`\`${line.replaceAll('`', '')}\n${text}\n\`\`\``,
    `[${line}](${address}) ![${line}](${address}) <${address}> [x](<${address}> "${line.replaceAll('"', '')}") [[${line}]]`,
    `[r${n}] [^${n}]\n\n[r${n}]: ${address} "${line.replaceAll('"', '')}"\n[^${n}]: ${line}`,
    `<div>\n${text}\n</div>`,
    `<a href="${address}">x</a> <img src="${address}"> <b onclick=alert(1)>x</b>`,
    `![${line.replace(/[[\]]/g, '')}](img/pic.png "${line.replaceAll('"', '')}")`,
  ].join('\n\n');
}

const yaml = (entries) => `---\n${entries.map(([key, text]) => `${key}: ${toml(text)}`).join('\n')}\n---\n`;
const HEADINGS = ['Issue', 'Environment', 'Cause', 'Diagnosis', 'Resolution', 'Verification', 'Prevention', 'Safety'];
const SECTIONS = ['Symptom', 'Finding', 'Cause', 'Action', 'Result and acceptance', 'Measures', 'Follow-up'];
const sections = (headings, n) => headings.map((name, at) => `## ${name}\n\n${markdown(n + at * 11)}\n\n### ${MARKUP[(n + at) % MARKUP.length].replace(/\s+/g, ' ')}\n`).join('\n');
const plain = (text) => text.replace(/\s+/g, ' ');

/** A file name that every system takes, or nothing. */
const fileName = (text) => (/[/\\\n\u0000]/.test(text) || text.length > 80 || /^[ .~$]/.test(text) ? null : text);

function documents(write) {
  MARKUP.forEach((text, n) => {
    const name = fileName(text) ?? `s${n}`;
    const titles = [['title', `${WORD} ${plain(text)}`], ['tools', plain(text)], ['symptoms', plain(text)], ['tags', `t${n} ${plain(text).replace(/[;,，、]/g, " ")}`], ['unknown', plain(text)]];
    const own = n < FEW ? [['id', id('SOL', n)]] : [['id', `S-${n} ${fileName(plain(text)) ?? ''}`.trim()]];
    const solution = [...own, ...titles, ['confidence', 'validated'], ['audience', 'public'], ['fault_codes', link('codes', n)], ['components', link('components', n)],
      ['parts', link('parts', n)], ['created', DAY(n)], ['duration_min', '40']];
    write(`content/solutions/${n} ${name}.md`, yaml(solution) + sections(HEADINGS, n));
    const fault = [['id', `FR-${n} ${fileName(plain(text)) ?? ''}`.trim()], ['device', link('devices', n)], ['reported_at', `${DAY(n)}T10:00`], ['resolved_at', `${DAY(n)}T16:00`],
      ['status', 'closed'], ['fault_code', link('codes', n)], ['solution', link('solutions', n)], ...titles, ['symptom', plain(text)], ['engineer', value('fault', 'engineer', n, plain(text))], ['cause', plain(text)]];
    write(`content/faults/${n} ${name}.md`, yaml(fault) + sections(SECTIONS, n) + `- [ ] corrective: ${plain(text)} @own${n} due 2026-04-15\n`);
    if (n < 30) write(`content/pages/${n} ${name}.md`, `${yaml([['title', plain(text)], ['audience', 'public']])}${markdown(n)}\n\n${ADDRESSES[n] ? `[x](${ADDRESSES[n]})` : ''}`);
  });
  for (const folder of ['solutions', 'faults', 'pages']) {
    write(`content/${folder}/_index.md`, MARKUP.slice(0, 20).join('\n\n'));
    write(`content/${folder}/img/pic.png`, PNG);
  }
  for (const month of ['2026-01', '2026-02', '2026-03']) write(`content/reports/${month}.md`, MARKUP.slice(20, 50).join('\n\n'));
  for (const kind of ['devices', 'models']) {
    for (let n = 0; n < FEW; n += 1) {
      write(`content/${kind}/${n}.md`, `${yaml([['id', id(ID_PREFIX[kind], n)], ['audience', 'public']])}${markdown(n * 3)}`);
    }
  }
  write('content/synonyms.csv', csv(MARKUP.slice(0, 20).map((text, n) => [`w${n}`, plain(text)])));
}

/** A log of these fields and three columns that nobody knows: the header and a row a payload. `mark` tells its tickets from another log's. */
function logRows(fields, mark, payloads) {
  const extra = payloads.slice(0, 3);
  const row = (text, n) => fields.map((field) => (field === 'ticket_id' ? mark : '') + value('log', field, n, text));
  return [[...fields, ...extra], ...payloads.map((text, n) => [...row(text, n), ...extra.map(() => text)])];
}
/** Free texts of a log that stand in a workbook. */
const sheetFields = ['ticket_id', 'device_id', 'reported_at', 'resolved_at', 'symptom', 'cause', 'action_taken', 'engineer', 'priority', 'service_type'];

/** Writes the project into a folder, for sites below an address. */
export function hostileProject(root, address) {
  const write = (path, content) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  write('faultbook.toml', config(address));
  write('content/logs/2026-more.xlsx', workbook(logRows(sheetFields, 'x', MARKUP.map((text) => text.replaceAll('\u00ad', '')))));
  const fields = logFields.filter((field) => !LEFT_OUT.has(field));
  write('content/logs/2026.csv', csv(logRows(fields, '', MARKUP)));
  for (const [file, columns] of tables) {
    const kind = file === 'fault-codes' ? 'codes' : file;
    const kept = columns.filter((column) => !LEFT_OUT.has(column) || (column === 'kind' && kind in KINDS));
    const count = kind === 'customers' ? CUSTOMERS : FEW;
    const row = (n) => kept.map((column) => {
      if (column === 'kind') return KINDS[kind];
      if (kind === 'devices' && column === 'status') return '';
      if (kind === 'devices' && column === 'serial') return `SN${n} ${inIds[n]}`;
      return value(kind, column, n, GROUPS[n]);
    });
    write(`content/${file}.csv`, csv([kept, ...Array.from({ length: count }, (_, n) => row(n))]));
  }
  documents(write);
  return { fields: fields.length + tables.reduce((sum, [, columns]) => sum + columns.length, 0) };
}
