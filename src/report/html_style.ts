/**
 * How the HTML report looks: quiet paper, one column, colour only where it repeats a word. Every pair of colours has a
 * contrast of 4.5 at least, in light and in dark; lengths are in rem, so that larger text makes everything larger.
 */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fbfbf9; --sheet: #ffffff; --ink: #1d2227; --soft: #59616a; --line: #e3e4e1; --accent: #2a5b88;
  --ok: #1b6b42; --ok-wash: #e9f3ec; --no: #a52a21; --no-wash: #fbecea;
  --maybe: #745000; --maybe-wash: #faf1dd; --off: #59616a; --off-wash: #f0f1ef;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #15181b; --sheet: #1b1f23; --ink: #e6e8ea; --soft: #a5adb6; --line: #30363c; --accent: #8dbfec;
    --ok: #83d2a5; --ok-wash: #1a2f24; --no: #ff9f95; --no-wash: #3a2120;
    --maybe: #eac57a; --maybe-wash: #352b18; --off: #a5adb6; --off-wash: #262b30;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto; max-width: 58rem; padding: clamp(1rem, 4vw, 3.5rem) clamp(1rem, 4vw, 2.5rem);
  background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif;
  overflow-wrap: anywhere;
}
body.fleet { max-width: 110rem; }
h1, h2, h3, p, dl, ul, ol, pre, table { margin: 0; }
h1 { font-size: 1.75rem; line-height: 1.2; font-weight: 650; letter-spacing: -0.01em; }
h2 { font-size: 1.0625rem; font-weight: 650; margin: 2.75rem 0 0.75rem; }
h3 { font-size: 1rem; font-weight: 600; }
code, pre { font: 0.875em/1.5 ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "Liberation Mono", monospace; }
code, bdi, td, th { unicode-bidi: isolate; }
pre {
  margin-top: 0.375rem; padding: 0.5rem 0.75rem; white-space: pre-wrap;
  background: var(--off-wash); border-radius: 0.375rem;
}
a { color: var(--accent); text-underline-offset: 0.15em; }
:focus-visible { outline: 0.125rem solid var(--accent); outline-offset: 0.125rem; border-radius: 0.125rem; }
.quiet { color: var(--soft); }
.hidden {
  position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
}

.eyebrow { color: var(--soft); font-size: 0.875rem; margin-bottom: 0.25rem; }
.verdict {
  display: inline-block; margin-top: 1rem; padding: 0.375rem 0.875rem; border-radius: 0.5rem;
  font-size: 1.25rem; font-weight: 650;
}
.ok { color: var(--ok); background: var(--ok-wash); }
.no { color: var(--no); background: var(--no-wash); }
.maybe { color: var(--maybe); background: var(--maybe-wash); }
.off { color: var(--off); background: var(--off-wash); }
.counts { display: flex; flex-wrap: wrap; gap: 0.25rem 1.75rem; padding: 0; margin-top: 1rem; list-style: none; }
.counts b { font-size: 1.375rem; font-weight: 650; font-variant-numeric: tabular-nums; margin-right: 0.25rem; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: 0.125rem 1.25rem; margin-top: 1.5rem; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; }

.next { padding-left: 1.25rem; }
.next li + li { margin-top: 0.75rem; }

.items { width: 100%; border-collapse: collapse; border-top: 1px solid var(--line); }
.items th, .items td { text-align: left; vertical-align: top; padding: 0.75rem 0; border-bottom: 1px solid var(--line); }
.items th:first-child { width: 34%; padding-right: 1.25rem; }
.items tbody th { font-weight: 600; }
.items thead th { padding: 0.375rem 0; color: var(--soft); font-size: 0.8125rem; font-weight: 400; }
.badge {
  display: inline-block; margin-top: 0.1875rem; padding: 0 0.5rem; white-space: nowrap; border-radius: 1rem;
  font-size: 0.8125rem; font-weight: 550;
}
.title { display: block; }
summary { cursor: pointer; color: var(--accent); width: fit-content; }
.items summary { margin-top: 0.25rem; font-size: 0.875rem; }
.more { display: grid; gap: 0.5rem; margin-top: 0.5rem; }
.evidence { padding: 0; list-style: none; display: grid; gap: 0.125rem; }
.evidence .seen { color: var(--soft); }
.tags { margin-top: 0.375rem; font-size: 0.8125rem; color: var(--soft); }

.life { width: 100%; height: 9.75em; display: block; overflow: visible; font-size: min(0.8125rem, 4vw); }
.life text { fill: var(--soft); stroke: var(--paper); stroke-width: 0.3em; stroke-linejoin: round; paint-order: stroke; }
.life .name { fill: var(--ink); font-weight: 600; }
.life line { stroke: var(--soft); stroke-width: 1; }
.life .used { fill: var(--ok); } .life .planned { fill: var(--ok); opacity: 0.28; }
.life .grace { fill: var(--maybe); } .life .overdue { fill: var(--no); }
.life .now { fill: var(--paper); stroke: var(--ink); stroke-width: 2; }

.scroll { overflow: auto; max-height: 85vh; border: 1px solid var(--line); border-radius: 0.5rem; background: var(--sheet); }
.matrix { border-collapse: separate; border-spacing: 0; font-size: 0.8125rem; line-height: 1.35; }
.matrix th, .matrix td {
  padding: 0.375rem 0.625rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line);
  overflow-wrap: normal;
}
.matrix td { white-space: nowrap; background: var(--sheet); }
.matrix thead th { position: sticky; top: 0; z-index: 1; min-width: 5.5rem; background: var(--off-wash); font-weight: 600; }
.matrix tbody th {
  position: sticky; left: 0; min-width: 8rem; max-width: 16rem; overflow-wrap: anywhere;
  background: var(--sheet); font-weight: 600; border-right: 1px solid var(--line);
}
.matrix thead th:first-child { left: 0; z-index: 2; border-right: 1px solid var(--line); }
.matrix tbody tr:last-child > * { border-bottom: 0; }
.matrix .ok { color: var(--soft); background: var(--sheet); } .matrix .ok::before { color: var(--ok); }
.matrix .off { background: var(--sheet); }
.matrix .no, .matrix .maybe { font-weight: 600; }
.y::before { content: "✓ "; content: "✓ " / ""; } .x::before { content: "✗ "; content: "✗ " / ""; }
.w::before { content: "! "; content: "! " / ""; } .q::before { content: "? "; content: "? " / ""; }
.v::before { content: "~ "; content: "~ " / ""; } .n::before { content: "– "; content: "– " / ""; }

.service { border-top: 1px solid var(--line); padding: 0.625rem 0; }
.service > summary { color: var(--ink); width: auto; }
.service > summary .quiet { font-size: 0.875rem; margin-left: 0.25rem; }
.service > div { padding: 0.5rem 0 1.5rem; }
.service h3 { margin-top: 1.5rem; }
footer { margin-top: 3.5rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--soft); font-size: 0.8125rem; }

@media (max-width: 34rem) {
  .facts { grid-template-columns: 1fr; } .facts dd { margin-bottom: 0.375rem; }
  .matrix tbody th { max-width: 9rem; }
  .badge { white-space: normal; }
  .items, .items tbody, .items tr, .items tbody th, .items td { display: block; }
  .items tbody th:first-child { width: auto; padding-right: 0; }
  .items thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .items tbody th { padding-bottom: 0.25rem; border: 0; }
  .items td { padding-top: 0; }
}
@media print {
  @page { margin: 16mm 14mm; }
  @page wide { size: landscape; margin: 12mm; }
  :root {
    color-scheme: light;
    --paper: #fff; --sheet: #fff; --ink: #000; --soft: #45494e; --line: #c9cbcd; --accent: #000;
    --ok: #14542f; --ok-wash: #fff; --no: #8f1d15; --no-wash: #fff;
    --maybe: #5f4200; --maybe-wash: #fff; --off: #45494e; --off-wash: #f4f4f4;
  }
  body, body.fleet { max-width: none; padding: 0; font-size: 10pt; }
  .verdict, .badge { border: 1px solid currentColor; }
  details::details-content { content-visibility: visible; height: auto; }
  .items summary { display: none; }
  .scroll { page: wide; overflow: visible; max-height: none; border: 0; }
  .matrix { font-size: 7pt; width: 100%; } .matrix thead th { min-width: 0; }
  .matrix th, .matrix td { position: static !important; padding: 1pt 2pt; white-space: normal; }
  h2, h3 { break-after: avoid; } .items tr, pre, .life { break-inside: avoid; }
}
`;
