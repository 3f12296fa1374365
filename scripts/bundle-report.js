import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { PAGE_STYLE } from '../dist/report/page-style.js';

// The page of `orchestrator report`, but for its data: one file, without anything from elsewhere.
const page = new URL('../src/report/page/', import.meta.url);
const options = { bundle: true, minify: true, write: false, charset: 'utf8', target: 'es2022', legalComments: 'none' };
const [script, style] = await Promise.all(
  [
    { ...options, entryPoints: [new URL('main.ts', page).pathname], format: 'iife' },
    { ...options, entryPoints: [new URL('styles/page.css', page).pathname] },
  ].map(async (each) => (await build(each)).outputFiles[0].text.trim()),
);
const css = `${PAGE_STYLE}\n${style}`;
const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
// Only this script and this style: a text of a run that were taken for markup could do nothing.
const policy = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(css)}; img-src data:; base-uri 'none'; form-action 'none'`;
// Elements stand where comments were, so that nothing but their text is between their tags: the hashes are of that.
const parts = { policy, style: `<style>${css}</style>`, script: `<script>${script}</script>` };
const html = readFileSync(new URL('page.html', page), 'utf8').replaceAll(
  /(?:<!--)?\[\[(policy|style|script)\]\](?:-->)?/g,
  (_, name) => parts[name],
);
mkdirSync(new URL('../dist/report/', import.meta.url), { recursive: true });
writeFileSync(new URL('../dist/report/page.html', import.meta.url), html);
