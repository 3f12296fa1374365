import { DARK, LIGHT } from '../graph/palette.ts';
import { GRAPH_STYLE } from '../graph/svg/graph-style.ts';

/** What the page has in common with pictures of graphs: the colours, in light and in dark, and how a graph looks. */
export const PAGE_STYLE = `
:root {${LIGHT}
}
@media (prefers-color-scheme: dark) { :root:not([data-theme="light"]) {${DARK}
} }
:root[data-theme="dark"] {${DARK}
}
${GRAPH_STYLE}`;
