"""The look of the report: one style sheet, its colours from the light or dark scheme of the reader."""

STYLE = """
:root { color-scheme: light dark; --ink: #1c2024; --quiet: #5a6370; --page: #fff; --card: #f5f6f8;
  --edge: #d9dde3; --track: #e6e9ee; --a: #b9d0ec; --b: #3f7fc8; --whisker: #1c2024;
  --bad: #a4262c; --good: #1b6e3c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaed; --quiet: #a2abb8; --page: #15181c;
  --card: #1e2227;  --edge: #363c45; --track: #2a3038; --a: #37587f; --b: #6ba4ea; --whisker: #f4f5f7;
  --bad: #ff8f8f; --good: #7fd39b; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 24px 16px 64px; overflow-wrap: anywhere; }
h1 { font-size: 24px; line-height: 1.25; margin: 0 0 8px; }
h2 { font-size: 18px; margin: 40px 0 8px; }
h3 { font-size: 13px; color: var(--quiet); margin: 0 0 4px; font-weight: 600; }
p { margin: 0 0 8px; }
ul { margin: 0 0 16px; padding-left: 20px; }
.quiet { color: var(--quiet); font-size: 13px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); gap: 12px;
  margin-top: 20px; }
.tile { background: var(--card); border: 1px solid var(--edge); border-radius: 8px; padding: 12px 14px; }
.tile .name { font-weight: 600; }
.tile .value { font-size: 30px; line-height: 1.2; font-variant-numeric: tabular-nums; }
.key { display: inline-block; width: 12px; height: 12px; border-radius: 2px; vertical-align: -1px; }
.key.series-a { background: var(--a); }
.key.series-b { background: var(--b); }
rect.series-a { fill: var(--a); }
rect.series-b { fill: var(--b); }
.track { fill: var(--track); }
.whisker { stroke: var(--whisker); stroke-width: 1.5; }
.mark { stroke: var(--whisker); stroke-width: 1; stroke-dasharray: 4 3; }
.bar { display: block; overflow: visible; }
.kind { display: grid; grid-template-columns: 200px 1fr; gap: 4px 16px; padding: 8px 0;
  border-top: 1px solid var(--edge); }
.row > span { white-space: nowrap; }
.row { display: grid; grid-template-columns: 1fr 110px; gap: 12px; align-items: center; margin: 2px 0; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(300px, 1fr)); gap: 32px; }
figure { margin: 8px 0 0; }
figcaption { font-weight: 600; }
figure rect.series-a { fill: var(--b); }
.histogram { display: block; overflow: visible; border-bottom: 1px solid var(--quiet); }
.square { max-width: 480px; }
.reliability { display: block; overflow: visible; }
.reliability circle { fill: var(--b); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 4px 14px 4px 0; text-align: right; border-top: 1px solid var(--edge); font-weight: 400; }
thead th { border-top: 0; color: var(--quiet); font-size: 13px; vertical-align: bottom; }
th:first-child { text-align: left; }
tfoot th, tfoot td { font-weight: 600; }
summary { cursor: pointer; padding: 8px 0; }
.axis { display: flex; justify-content: space-between; }
article { border: 1px solid var(--edge); border-radius: 8px; margin: 12px 0; }
article header { background: var(--card); border-bottom: 1px solid var(--edge); padding: 6px 14px;
  border-radius: 8px 8px 0 0; }
.sides { display: grid; grid-template-columns: 1fr 1fr 1.4fr; }
.sides > div { padding: 10px 14px; min-width: 0; }
.sides > div + div { border-left: 1px solid var(--edge); }
blockquote { margin: 0 0 8px; padding: 2px 0 2px 10px; border-left: 3px solid var(--edge); font-size: 14px; }
.error, .no { color: var(--bad); }
.yes { color: var(--good); }
.yes, .no { font-size: 13px; white-space: nowrap; }
dl { margin: 0; }
dl > div { display: grid; grid-template-columns: 260px 1fr; gap: 12px; padding: 3px 0;
  border-top: 1px solid var(--edge); }
dt { color: var(--quiet); }
dd { margin: 0; }
@media (max-width: 720px) {
  .tiles { grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); }
  .kind, .sides { grid-template-columns: 1fr; }
  .row { grid-template-columns: 1fr 104px; }
  .sides > div + div { border-left: 0; border-top: 1px solid var(--edge); }
  dl > div { grid-template-columns: 1fr; gap: 0; }
}
"""
