import { didYouMean } from '../did-you-mean.ts';
import type { Finding } from '../finding.ts';
import { listOf } from '../say.ts';
import type { Reference } from '../source.ts';

/** A secret is given to an agent only if the definition lists it. */
export function* checkSecrets(references: readonly Reference[], declared: readonly string[]): Generator<Finding> {
  const known = new Set(declared);
  for (const reference of references) {
    if (reference.kind !== 'secret' || known.has(reference.name)) continue;
    const meant = didYouMean(reference.name, declared);
    yield {
      code: 'undeclared-secret',
      message:
        `the secret "${reference.name}" is not listed under "secrets"` + (meant ? `; did you mean "${meant}"?` : ''),
      path: reference.path,
      ...(reference.start === undefined ? {} : { within: reference.start }),
      hint:
        declared.length > 0 ? `Listed are: ${listOf(declared)}.` : `Add to the workflow: secrets: [${reference.name}]`,
    };
  }
}
