import { agentTable } from './agent-table.ts';
import { dataSection } from './data-section.ts';
import { Detail } from './detail.ts';
import { filterBar } from './filter-bar.ts';
import { graphView } from './graph-view.ts';
import { header } from './header.ts';
import { phaseCard } from './phase-card.ts';
import { readDocument } from './read-document.ts';
import { summary } from './summary.ts';
import { timeline } from './timeline.ts';
import { View } from './view.ts';

const place = (id: string): HTMLElement => document.getElementById(id)!;

const view = new View(readDocument());
const detail = new Detail(view, place('detail') as HTMLDialogElement);
header(view.document, place('top'));
summary(view, detail, place('summary'));
graphView(view, { frame: place('graph-frame'), tools: place('graph-tools') });
phaseCard(view, place('phase'));
filterBar(view, place('filters'));
timeline(view, detail, place('timeline'));
agentTable(view, detail, place('agents'));
dataSection(view.document, place('data'));
