#pragma once
#include <string_view>

namespace neon::cli {

/// The style sheet of a page about clusters: dark on light, wide tables scroll by themselves, one column where the
/// window is narrow.
inline constexpr std::string_view report_style = R"css(
:root { color-scheme: light; --ink: #1c2430; --quiet: #55606e; --line: #d5dae1; --tint: #f5f7f9; --link: #0b5394; }
* { box-sizing: border-box; }
body { margin: 0; background: #fff; color: var(--ink); font: 16px/1.5 system-ui, "DejaVu Sans", sans-serif; }
main { max-width: 76rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; }
h1, h2, h3, p, dd { overflow-wrap: anywhere; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.35rem; margin: 2.75rem 0 .75rem; padding-bottom: .3rem; border-bottom: 2px solid var(--line); }
h3 { font-size: 1.05rem; margin: 1.75rem 0 .5rem; }
a { color: var(--link); }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; list-style: none; margin: 1rem 0 0; padding: 0; }
.summary { font-size: 1.1rem; color: var(--quiet); margin: 0; }
.note, figcaption { color: var(--quiet); font-size: .9rem; }
.note { max-width: 62rem; margin: .5rem 0; }
.notice { background: #fdf3e2; border-left: 4px solid #b8660b; padding: .6rem 1rem; margin: 1rem 0 0; }
.scroll { overflow-x: auto; margin: .5rem 0 1rem; }
table { border-collapse: collapse; font-size: .875rem; line-height: 1.4; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .7rem; text-align: left; vertical-align: middle; border-bottom: 1px solid var(--line); }
thead th { background: var(--tint); border-bottom: 2px solid var(--line); white-space: nowrap; }
tbody th { font-weight: 400; }
.scroll th:first-child { position: sticky; left: 0; background: #fff; max-width: 13rem; overflow-wrap: anywhere; }
.scroll thead th:first-child { background: var(--tint); }
.number, .whole { white-space: nowrap; }
.number { text-align: right; }
.heat th:first-child { min-width: 8rem; }
.heat td { text-align: right; white-space: nowrap; border: 1px solid #fff; min-width: 4.5rem; }
.swatch { width: .95em; height: .95em; margin-right: .35em; vertical-align: -.1em; }
.bar { display: block; width: 100%; min-width: 4rem; height: .8rem; }
.share { display: block; width: 100%; height: 1.1rem; }
.maps { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1.5rem; }
figure { margin: 0; }
.map { display: block; width: 100%; height: auto; border: 1px solid var(--line); background: #fff; }
.map g { fill-opacity: .8; stroke: #fff; stroke-width: .6; }
.map text { font: bold 22px system-ui, "DejaVu Sans", sans-serif; fill: #1c2430; text-anchor: middle;
  dominant-baseline: central; paint-order: stroke; stroke: #fff; stroke-width: 5px; }
.points { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 21rem), 1fr)); gap: 1rem; }
.point { border: 1px solid var(--line); border-radius: .4rem; padding: .6rem .8rem; min-width: 0; }
.point.doubtful { border-left: 4px solid #b8660b; }
.point.typical { border-left: 4px solid #5b7083; }
.point p { margin: 0 0 .4rem; font-size: .875rem; }
.point table { width: 100%; table-layout: fixed; font-size: .8125rem; }
.point th, .point td { padding: .1rem .3rem; border: 0; overflow-wrap: anywhere; }
.point th { width: 32%; padding-left: 0; }
.point td.number { width: 18%; }
.kind { color: var(--quiet); text-transform: uppercase; font-size: .75rem; letter-spacing: .04em; }
dl.next { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: .5rem 1rem; margin: .5rem 0; }
dl.next dd { margin: 0; font-size: .875rem; }
.key { display: inline-block; width: 7em; height: .8em; border: 1px solid #ccc; vertical-align: -.05em;
  background: linear-gradient(to right, #2166ac, #67a9cf, #fff, #ef8a62, #b2182b); }
footer { margin-top: 3rem; color: var(--quiet); font-size: .875rem; border-top: 1px solid var(--line); }
@media (max-width: 40rem) {
  main { padding: 1rem .75rem 3rem; }
  h1 { font-size: 1.5rem; }
  dl.next { grid-template-columns: 1fr; gap: .1rem; }
  dl.next dd { margin-bottom: .6rem; }
  .scroll th:first-child { max-width: 9rem; }
}
@media print {
  body { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  nav { display: none; }
  .scroll { overflow: visible; }
  figure, .point, tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  td, thead th, .notice { print-color-adjust: exact; }
}
)css";

}  // namespace neon::cli
