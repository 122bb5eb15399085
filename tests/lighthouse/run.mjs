// Lighthouse on every kind of page of the demonstration's public site, through a server that
// compresses as web hosts do: the median of several runs of each page, as a phone and as a
// desk would see it. Fails where one of the four categories is below 98.
//   node run.mjs BUILT [RUNS [phone|desk]]
import { launch } from 'chrome-launcher';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import lighthouse, { desktopConfig } from 'lighthouse';
import { serve } from '../browser/serve.mjs';

const LEAST = 98;
const site = join(resolve(process.argv[2] ?? '../../output'), 'public');
const runs = Number(process.argv[3] ?? 5);
const looks = process.argv[4] ? [process.argv[4]] : ['phone', 'desk'];
if (!existsSync(site)) {
  console.error(`${site} is not there; build the demonstration with public = true under [audiences]`);
  process.exit(2);
}

/** The page of a folder, and the first page below it. */
const both = (folder) => {
  if (!existsSync(join(site, folder))) return [];
  const below = readdirSync(join(site, folder)).map((name) => `${folder}/${name}/`);
  const isPage = (path) => existsSync(join(site, path, 'index.html'));
  return [...[`${folder}/`].filter(isPage), ...below.filter(isPage).slice(0, 1)];
};
const pages = ['', ...['solutions', 'codes', 'models', 'components', 'tags', 'pages', 'search', 'en'].flatMap(both)];
const median = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)];

const host = await serve(site, { compressed: true });
const browser = await launch({
  chromePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  chromeFlags: ['--headless=new', '--no-sandbox', '--disable-dev-shm-usage'],
});
let low = 0;
for (const look of looks) {
  console.log(`\n| ${look} | performance | accessibility | best practices | SEO | what costs |`);
  console.log('| --- | ---: | ---: | ---: | ---: | --- |');
  for (const page of pages) {
    const scores = {};
    const costs = new Set();
    for (let run = 0; run < runs; run += 1) {
      const { lhr } = await lighthouse(host.address + page, { port: browser.port, logLevel: 'error' },
        look === 'desk' ? desktopConfig : undefined);
      for (const [name, category] of Object.entries(lhr.categories)) {
        (scores[name] ??= []).push(Math.round(category.score * 100));
        for (const { id, weight } of category.auditRefs) {
          const { score } = lhr.audits[id];
          if (weight && score !== null && score < 0.9) costs.add(id);
        }
      }
    }
    const all = ['performance', 'accessibility', 'best-practices', 'seo'].map((name) => median(scores[name]));
    low += all.some((score) => score < LEAST);
    console.log(`| ${page || '/'} | ${all.join(' | ')} | ${[...costs].join(', ')} |`);
  }
}
await browser.kill();
await host.close();
console.log(`\n${low} pages below ${LEAST}`);
process.exit(low ? 1 : 0);
