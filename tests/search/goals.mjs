// What the search owes to a site of a size, and what of it a run has missed. Times depend
// on the machine and on who else is at work there: they are told, the rest makes a run fail.
import { kB, ms, table } from './tables.mjs';

/** Bytes, files and milliseconds at most; of a size in between, those of the next larger. */
const GOALS = [
  {
    pages: 10_000,
    before: 12_000,
    bytes: 90_000,
    files: 12,
    slip: 120_000,
    shard: 35_000,
    warm: 10,
    cold: 1000,
    all: 700,
  },
  {
    pages: 100_000,
    before: 18_000,
    bytes: 130_000,
    files: 14,
    slip: 150_000,
    shard: 35_000,
    warm: 40,
    cold: 1200,
    all: 5000,
  },
];

/** Prints goal and figure side by side and returns what was missed. */
export function tellGoals(size, { index, ways, slow }) {
  const goal = GOALS.find(({ pages }) => size <= pages) ?? GOALS.at(-1);
  const most = (rows, how, key) => Math.max(...rows.map((row) => row[how][key]));
  const first = ways.rows.filter((row) => !row.slip);
  const slips = ways.rows.filter((row) => row.slip);
  const before = ways.before.reduce((sum, [, bytes]) => sum + bytes, 0);
  const figures = [
    ['before any query', before, goal.before, kB],
    ['first query, bytes', Math.max(most(first, 'typed', 'bytes'), most(first, 'call', 'bytes')), goal.bytes, kB],
    ['first query, files', Math.max(most(first, 'typed', 'files'), most(first, 'call', 'files')), goal.files, String],
    ['with a slip, bytes', Math.max(most(slips, 'typed', 'bytes'), most(slips, 'call', 'bytes')), goal.slip, kB],
    ['largest file', index.largest, goal.shard, kB],
    ['files of the index', index.files, goal.all, String],
    ['warm, by the call', most(ways.rows, 'call', 'warm'), goal.warm, ms],
    ['cold at a quarter of the speed, by the call', most(slow.rows, 'call', 'cold'), goal.cold, ms],
    ['cold at a quarter of the speed, typed', most(slow.rows, 'typed', 'cold'), goal.cold, ms],
  ];
  const missed = figures.filter(([, figure, limit]) => figure > limit);
  table(
    ['at most', 'goal', 'measured', ''],
    figures.map(([name, figure, limit, show]) => [
      name,
      show(limit),
      show(figure),
      figure > limit ? '**missed**' : 'met',
    ]),
  );
  return missed
    .filter(([, , , show]) => show !== ms)
    .map(([name, figure, limit, show]) => `${name}: ${show(figure)}, not ${show(limit)}`);
}
