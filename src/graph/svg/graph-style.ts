import { DARK, LIGHT, STATUS_CLASSES } from '../palette.ts';
import { MARK_STYLE } from '../status-mark.ts';

/** How the parts of a graph look, by the custom properties of the palette. */
export const GRAPH_STYLE = `
${STATUS_CLASSES}
${MARK_STYLE}
.graph text { font-family: "Segoe UI", Roboto, "Helvetica Neue", Arial, "Liberation Sans", sans-serif; }
.graph .box { fill: var(--raised); stroke: var(--line); stroke-width: 1; }
.graph .node[class*=" s-"] .box { stroke: var(--status); }
.graph .s-pending .box, .graph .s-skipped .box, .graph .s-blocked .box { stroke-dasharray: 4 3; }
.graph .stack { fill: var(--paper); stroke: var(--line); }
.graph .name { fill: var(--ink); font-size: 13px; font-weight: 600; }
.graph .work { fill: var(--muted); font-size: 11px; }
.graph .state { fill: var(--status); font-size: 11px; font-weight: 600; }
.graph .rule { fill: var(--muted); font-size: 11px; }
.graph .rule tspan { fill: var(--accent); font-weight: 600; }
.graph .edge { fill: none; stroke: var(--edge); stroke-width: 1.4; }
.graph .arrow { fill: var(--edge); }
.graph .when { fill: var(--ink); font-size: 10.5px; text-anchor: middle; }
.graph .pill { fill: var(--canvas); stroke: var(--edge); }`;

/** For a picture that stands alone. */
export const STANDALONE_STYLE = `
:root {${LIGHT}
}
@media (prefers-color-scheme: dark) { :root {${DARK}
} }
.graph .canvas { fill: var(--canvas); }
${GRAPH_STYLE}
`;
