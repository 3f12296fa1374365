/** Light or dark as the reader's system is, one column on a telephone, black on white on paper. */
export const reportStyle = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --text: #1c2430; --soft: #566070; --line: #dde1e7;
}
@media (prefers-color-scheme: dark) {
  :root { --page: #0f141a; --card: #181f28; --text: #e6eaf0; --soft: #a3adba; --line: #2c3542; }
}
@media print {
  :root { color-scheme: light; --page: #ffffff; --card: #ffffff; --text: #000000; --soft: #444444; --line: #bbbbbb; }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 2rem 1rem; max-width: 66rem;
  background: var(--page); color: var(--text); font: 1rem/1.55 system-ui, sans-serif;
}
h1, h2, h3 { line-height: 1.25; text-wrap: balance; }
h1 { margin: 0; font-size: 2rem; }
h2 { margin: 0; font-size: 1.15rem; }
h3 { margin: 1.25rem 0 0.25rem; font-size: 1rem; }
header p, footer { color: var(--soft); }
section p { margin: 0.75rem 0 0; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: 1rem; margin: 1.5rem 0; }
dl div { display: flex; flex-direction: column-reverse; justify-content: flex-end; }
dt { color: var(--soft); font-size: 0.9rem; }
dd { margin: 0; font-size: 1.5rem; font-weight: 600; font-variant-numeric: tabular-nums; }
dl div, section { padding: 1rem 1.25rem; background: var(--card); border: 1px solid var(--line); border-radius: 0.75rem; }
main { display: grid; gap: 1rem; }
.charts { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); }
main, section { min-width: 0; }
section { break-inside: avoid; }
figure { margin: 0.75rem 0 0; }
svg { display: block; width: 100%; height: auto; }
.table { margin-top: 0.5rem; overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 0.9rem; }
th, td { padding: 0.35rem 1.25rem 0.35rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th, .number, td:nth-child(-n + 2) { white-space: nowrap; }
th { color: var(--soft); font-weight: 600; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
footer { margin-top: 1.5rem; font-size: 0.85rem; }
@media print {
  html { font-size: 68%; }
  body { padding: 0; max-width: none; }
  main { display: block; }
  .charts { grid-template-columns: 1fr 1fr; }
  .charts ~ section { margin-top: 1rem; break-inside: auto; }
  tr { break-inside: avoid; }
  h3 { break-after: avoid; }
}
@media screen and (max-width: 30rem) {
  body { padding: 1.25rem 0.75rem; }
  dl div, section { padding: 0.9rem; }
  dl { gap: 0.75rem; grid-template-columns: 1fr 1fr; }
  dd { font-size: 1.25rem; }
  table { font-size: 0.8rem; }
  th, td { padding-right: 0.5rem; }
}
`;
