import { ourName } from '../our-name.ts';

/** The command that approves a phase of a run; of a sub-workflow, where that has a run of its own. */
export const approveCommand = (workflowId: string, phase: string): string =>
  `${ourName()} approve ${workflowId} ${phase}`;
