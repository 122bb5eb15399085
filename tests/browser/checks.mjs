// How a run of checks speaks: a line a check, its problems beneath, and at the end the
// plain counts that tests/run reads. For tests/browser and tests/search alike.

/** Problems of one check that are shown. */
const SHOWN = 12;

/** A run of checks under a name; `check` runs one, `skip` says what cannot be run. */
export function checks(name) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  return {
    /** Runs one check; it returns what is wrong, a line a problem. */
    async check(title, run) {
      let problems;
      try {
        problems = await run();
      } catch (error) {
        problems = [String(error.stack ?? error)];
      }
      counts[problems.length ? 'failed' : 'passed'] += 1;
      console.log(`${problems.length ? 'FAILED' : 'ok'}: ${title}`);
      for (const problem of problems.slice(0, SHOWN)) console.log(`    ${problem}`);
      if (problems.length > SHOWN) console.log(`    and ${problems.length - SHOWN} more`);
    },
    skip(number, why) {
      counts.skipped += number;
      console.log(`SKIPPED: ${why}`);
    },
    /** Closes the run: the counts, and an exit status that says whether all is well. */
    end() {
      console.log(`${name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
      process.exit(counts.failed ? 1 : 0);
    },
  };
}

/** Gathers what is not so. */
export function expectations() {
  const problems = [];
  return { problems, expect: (right, words) => right || problems.push(words) };
}
