import { sliceColours } from './palette.ts';

/** Blue and orange stay apart in every kind of colour blindness; each also has a shape or a word. */
const DARK = `--page:#0d1117;--card:#151b23;--ink:#e6edf3;--soft:#9aa7b4;--line:#2a323d;--fit:#56b4e9;--bar:#8b98a6;--alarm:#f0a030;--good:#5cc8a8;`;
const LIGHT = `--page:#f4f6f8;--card:#ffffff;--ink:#14202b;--soft:#566472;--line:#d9dfe5;--fit:#0067a5;--bar:#76828e;--alarm:#b34700;--good:#00704f;`;

/** Dark unless the reader's system asks for light; nothing is loaded. */
export function pageStyle(slices: number): string {
  return `:root{color-scheme:dark;${DARK}${sliceColours(slices, [0.38, 1])}}
@media (prefers-color-scheme:light){:root{color-scheme:light;${LIGHT}${sliceColours(slices, [0, 0.82])}}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main,header,footer{max-width:1440px;margin:0 auto;padding:0 20px}
header{padding-top:24px}
h1{font-size:26px;line-height:1.2;margin:0 0 4px}
h2{font-size:18px;margin:32px 0 12px}
h3{font-size:15px;margin:0}
h3 small,p,caption,figcaption,.note{color:var(--soft)}
p{margin:0}
small{font-weight:400}
figure{margin:0}
figcaption{padding:0 2px 6px;font-size:13px}
figcaption h3{color:var(--ink)}
.card{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:12px;min-width:0}
.grid3{display:grid;gap:14px;grid-template-columns:repeat(3,minmax(0,1fr))}
.tiles{display:grid;gap:14px;grid-template-columns:repeat(6,minmax(0,1fr));margin:18px 0 0;padding:0;list-style:none}
.tiles strong{display:block;font-size:21px;font-variant-numeric:tabular-nums}
.tiles span{color:var(--soft);font-size:13px}
.wide{grid-column:span 2;grid-row:span 2;display:flex;flex-direction:column}
svg{display:block;width:100%;height:auto;overflow:visible}
svg svg{overflow:hidden}
text{fill:var(--soft);font:12px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
text.axis{font-size:11.5px}
.grid{stroke:var(--line);stroke-width:1;fill:none}
.limit{stroke:var(--alarm);stroke-width:1.5;stroke-dasharray:5 4;fill:none}
.forward{stroke:var(--soft);stroke-width:1;stroke-dasharray:2 4;fill:none}
.fit{stroke:var(--fit);stroke-width:2;fill:none}
.slice{stroke-width:1.8;fill:none}
.bar{stroke:var(--bar);stroke-width:1.6;fill:none}
.mark{fill:var(--ink);stroke:var(--card);stroke-width:.6}
.mark.hollow{fill:var(--card);stroke:var(--bar);stroke-width:1.2}
.outside .bar{stroke:var(--alarm)}
.outside .mark{fill:var(--alarm)}
.outside .mark.hollow{fill:var(--card);stroke:var(--alarm)}
.target{fill:transparent;stroke:transparent;stroke-width:9}
.dot{fill:var(--fit);stroke:var(--card);stroke-width:1.5}
.column{fill:var(--fit)}
.column.outside{fill:var(--alarm)}
.quote:hover .bar,.node:hover .dot{stroke:var(--ink)}
g[data-tip]:hover>.slice{stroke-width:3.4}
.legend{display:flex;flex-wrap:wrap;gap:2px 12px;margin:8px 0 0;padding:0 0 0 4px;list-style:none;font-size:12px;color:var(--soft)}
.legend li{display:flex;align-items:center;gap:5px}
.legend svg{width:14px;height:4px;stroke-width:3}
.key{display:flex;flex-wrap:wrap;gap:4px 20px;margin:0 0 10px;padding:0;list-style:none;font-size:13px;color:var(--soft)}
.key li{display:flex;align-items:center;gap:7px}
.key svg{width:20px;height:16px}
.good,.tiles .good{color:var(--good)}
.warn,.tiles .warn{color:var(--alarm)}
.scroll{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:8px;margin:0 0 14px}
.scroll:focus-visible,canvas:focus-visible,button:focus-visible,summary:focus-visible{outline:2px solid var(--fit);outline-offset:2px}
table{border-collapse:separate;border-spacing:0;width:100%;font-size:13.5px;font-variant-numeric:tabular-nums}
caption{text-align:left;padding:10px 12px;font-weight:600;color:var(--ink)}
th,td{padding:5px 12px;text-align:right;white-space:nowrap;border-top:1px solid var(--line)}
thead th{white-space:normal;vertical-align:bottom;color:var(--soft);font-weight:500;min-width:84px}
th:first-child{text-align:left;position:sticky;left:0;background:var(--card)}
tbody tr:hover td{background:color-mix(in srgb,var(--fit) 9%,transparent)}
details{margin:0 0 8px}
summary{cursor:pointer;padding:6px 2px}
.stage{position:relative;flex:1;min-height:340px}
canvas{position:absolute;inset:0;width:100%;height:100%;touch-action:pan-y;cursor:grab;border-radius:6px}
canvas:active{cursor:grabbing}
.tools{display:flex;flex-wrap:wrap;gap:6px 14px;align-items:center;justify-content:space-between;font-size:12px;color:var(--soft);padding-top:8px}
button{font:inherit;color:var(--ink);background:transparent;border:1px solid var(--line);border-radius:6px;padding:3px 10px;cursor:pointer}
#tip{position:fixed;z-index:9;pointer-events:none;white-space:pre;background:var(--ink);color:var(--page);font-size:12.5px;line-height:1.4;padding:6px 9px;border-radius:6px;max-width:90vw}
footer{padding-top:20px;padding-bottom:40px;color:var(--soft);font-size:13.5px}
footer p{margin:0 0 6px;max-width:100ch}
@media (max-width:1080px){.grid3{grid-template-columns:repeat(2,minmax(0,1fr))}.tiles{grid-template-columns:repeat(3,minmax(0,1fr))}}
@media (max-width:700px){main,header,footer{padding-left:12px;padding-right:12px}.grid3{grid-template-columns:minmax(0,1fr)}.wide{grid-column:auto;grid-row:auto}.tiles{grid-template-columns:repeat(2,minmax(0,1fr));gap:8px}.tiles strong{font-size:18px}.stage{min-height:270px}}
@media print{.scroll{overflow:visible}}`;
}
