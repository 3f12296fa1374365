import { checkAgents } from './checks/agents.ts';
import type { CheckedFile } from './checks/checked-file.ts';
import { checkConflicts } from './checks/conflicts.ts';
import { checkDeclaredInputs } from './checks/declared-inputs.ts';
import { checkDependencies } from './checks/dependencies.ts';
import { checkExpressions } from './checks/expressions.ts';
import { checkNames } from './checks/names.ts';
import { checkSecrets } from './checks/secrets.ts';
import { checkSubWorkflowInputs } from './checks/sub-workflow-inputs.ts';
import type { Finding } from './finding.ts';

/** What the schema cannot see: what must be unique, must refer to something, or must fit together. */
export function* check(file: CheckedFile): Generator<Finding> {
  const { parts, references, doubtful } = file;
  yield* checkNames(file);
  yield* checkDependencies(file);
  yield* checkConflicts(file);
  yield* checkAgents(file);
  yield* checkDeclaredInputs(file);
  yield* checkSubWorkflowInputs(file);
  if (!doubtful.has('secrets')) {
    yield* checkSecrets(
      references,
      (parts.secrets ?? []).flatMap((name) => name ?? []),
    );
  }
  yield* checkExpressions(file);
}
