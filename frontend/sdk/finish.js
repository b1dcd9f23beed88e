/** What bundlers and Node's way of resolving modules want of the built package. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const DIST = 'sdk/dist';
/** Vite's address of the worker; other bundlers know a worker only by the plain form. */
const WORKER =
  /new URL\(new URL\(([`'"])(assets\/worker-[^`'"]+)\1,\s*import\.meta\.url\)\.href,\s*``\s*\+\s*import\.meta\.url\)/;

function rewrite(file, change) {
  const before = readFileSync(file, 'utf8');
  writeFileSync(file, change(before));
}

rewrite(`${DIST}/index.js`, (script) => {
  if (!WORKER.test(script))
    throw new Error('index.js names its worker in another way than sdk/finish.js knows');
  return script.replace(WORKER, 'new URL("./$2",import.meta.url)');
});
for (const name of readdirSync(`${DIST}/types`, { recursive: true })) {
  if (!name.endsWith('.d.ts')) continue;
  rewrite(`${DIST}/types/${name}`, (types) =>
    types.replace(/(from '|import\(["'])(\.{1,2}\/[^'"]+)/g, '$1$2.js'),
  );
}
