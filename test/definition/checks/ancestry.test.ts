import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Ancestry } from '../../../src/definition/checks/ancestry.ts';

/** Phases in an order in which each depends on some before it. */
const order = fc.array(fc.array(fc.nat(99), { maxLength: 4 }), { maxLength: 100 }).map((phases) =>
  phases.map((above, index) => ({
    name: `p${index}`,
    dependsOn: [...new Set(above.filter((other) => other < index))].map((other) => `p${other}`),
  })),
);

test('an ancestor is a dependency, or the ancestor of one', () => {
  fc.assert(
    fc.property(order, (phases) => {
      const ancestry = new Ancestry(phases);
      const above = new Map<string, Set<string>>();
      for (const { name, dependsOn } of phases) {
        above.set(name, new Set(dependsOn.flatMap((other) => [other, ...above.get(other)!])));
      }
      for (const { name } of phases) {
        for (const other of phases)
          expect(ancestry.isAncestor(other.name, name)).toBe(above.get(name)!.has(other.name));
      }
    }),
    { numRuns: 50 },
  );
});
