import type { Scope } from '../../../src/definition/expression/check-expression.ts';

/** Of an expression of the phase "publish", which comes after "analytics" and "data-collection". */
export function scope(change: Partial<Scope> = {}): Scope {
  return {
    inputs: {
      n: { type: 'integer' },
      rate: { type: 'number' },
      text: { type: 'string' },
      flag: { type: 'boolean' },
      list: { type: 'array' },
      object: { type: 'object' },
      'my-input': { type: 'string' },
    },
    phases: new Map([
      ['analytics', { outputs: ['count', 'my-agent'], readable: true }],
      ['data-collection', { outputs: ['refresh'], readable: true }],
      ['step-2nd', { outputs: [], readable: true }],
      ['publish', { outputs: ['post'], readable: false }],
      ['archive', { outputs: ['zip'], readable: false }],
    ]),
    item: true,
    run: ['id', 'started_at'],
    place: 'phase "publish"',
    ...change,
  };
}
