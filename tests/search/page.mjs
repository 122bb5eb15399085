// The site's own search page in Chromium: a query is put into its box as a person does,
// and what stands on the page is read; the same page's `faultbook.search` is called. What
// is loaded comes from the browser's own log of the network.

/** Told by the page itself: when a letter came, and when results stood there. */
const watch = () => {
  const seen = { from: 0, done: 0 };
  self.measured = seen;
  addEventListener('input', () => Object.assign(seen, { from: performance.now(), done: 0 }), true);
  addEventListener('DOMContentLoaded', () => {
    const found = document.getElementById('found');
    new MutationObserver(() => {
      if (seen.from && found.children.length) seen.done = performance.now();
    }).observe(found, { childList: true });
  });
};

/** Of the index and its loader, what is there before any query. */
const BEFORE = /\/assets\/search\.js|\/search\/manifest\.js/;
/** The index and its loader, without the page that shows what they find. */
const INDEX = /\/assets\/search(-(query|near|facets|tickets))?\.js|\/search\/(manifest\.js|\w-[0-9a-f]+\/)/;

/** The search page of a site, in a window of its own. Its copy for use without signal is
    not taken: that happens once, and never waits for a query. */
export async function open(browser, base, slower = 1) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, serviceWorkers: 'block' });
  const page = await context.newPage();
  const wire = await context.newCDPSession(page);
  await wire.send('Network.enable');
  const names = new Map();
  const log = [];
  const errors = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(String(error)));
  wire.on('Network.requestWillBeSent', ({ requestId, request }) => names.set(requestId, request.url));
  wire.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    log.push([names.get(requestId) ?? '', encodedDataLength]);
  });
  await page.addInitScript(watch);
  await page.goto(`${base}search/index.html`, { waitUntil: 'load' });
  await page.waitForFunction(() => self.faultbook?.search);
  if (slower > 1) await wire.send('Emulation.setCPUThrottlingRate', { rate: slower });
  const search = {
    errors,
    close: () => context.close(),
    /** Files loaded so far: the page's own, the index before a query, and for queries. */
    async loaded() {
      await page.waitForTimeout(20);
      const index = log.filter(([url]) => INDEX.test(url));
      return {
        page: log.filter(([url]) => !INDEX.test(url)),
        before: index.filter(([url]) => BEFORE.test(url)),
        query: index.filter(([url]) => !BEFORE.test(url)),
      };
    },
    /** Puts a query into the emptied box: ids on the page, and the time from the last
        letter to the results, with the moment in which the box waits for more letters. */
    async type(query) {
      await page.locator('#q').fill('');
      await page.waitForFunction(() => !document.getElementById('found').children.length);
      await page.evaluate(() => Object.assign(self.measured, { from: 0, done: 0 }));
      await page.locator('#q').focus();
      await page.keyboard.insertText(query);
      await page.waitForFunction(() => self.measured.done, null, { polling: 20, timeout: 60_000 });
      return page.evaluate(() => ({
        ids: [...document.querySelectorAll('#found .res > li .k .id')].map((a) => a.textContent),
        ms: self.measured.done - self.measured.from,
      }));
    },
    /** The first ten that hold all of a query; with `count` every list is read to its end. */
    first: (query, count) =>
      page.evaluate(
        async ([q, names]) => (await self.faultbook.search.detail(q, { count: names })).hits.map(({ id }) => id),
        [query, count],
      ),
    /** Calls the search of the page. */
    call: (query, limit = 10) =>
      page.evaluate(
        async ([q, n]) => {
          const from = performance.now();
          const hits = await self.faultbook.search(q, { limit: n });
          return { ids: hits.map(({ id }) => id), ms: performance.now() - from };
        },
        [query, limit],
      ),
  };
  return search;
}

/** Every query as the first one of a window: cold by typing, then warm by typing and by
    the call, and cold by the call in another window. */
export async function everyQuery(browser, base, queries, slower) {
  const rows = [];
  let before = [];
  let page = [];
  const errors = [];
  for (const { q, cat } of queries) {
    const typed = await open(browser, base, slower);
    const cold = await typed.type(q);
    const log = await typed.loaded();
    const warm = await typed.type(q);
    // The quickest of five is the engine's own time, whoever else is at work on the machine.
    const calls = [];
    while (calls.length < 5) calls.push((await typed.call(q)).ms);
    await typed.close();
    const called = await open(browser, base, slower);
    const call = await called.call(q);
    const callLog = await called.loaded();
    await called.close();
    errors.push(...typed.errors, ...called.errors);
    [before, page] = [log.before, log.page];
    rows.push({
      q,
      slip: cat.endsWith('typo'),
      ids: cold.ids,
      called: call.ids,
      typed: { cold: cold.ms, warm: warm.ms, bytes: bytesOf(log.query), files: log.query.length },
      call: { cold: call.ms, warm: Math.min(...calls), bytes: bytesOf(callLog.query), files: callLog.query.length },
    });
  }
  return { rows, before, page, errors };
}

export const bytesOf = (log) => log.reduce((all, [, bytes]) => all + bytes, 0);
