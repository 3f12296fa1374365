import type { Node } from './cel.ts';

/** One name of a path: `phases`, `analytics` and `status` of `phases.analytics.status`, in whichever notation. */
export interface Step {
  readonly name: string | number;
  readonly start: number;
  readonly end: number;
}

/** A variable, with as much of the path from there on as is written out: `phases["a"].outputs` of `phases["a"].outputs[item]`. */
export interface Reference {
  readonly steps: readonly [Step, ...Step[]];
  /** The nodes that end with each step. */
  readonly nodes: readonly Node[];
  /** The path goes on with an index that is computed. */
  readonly dynamic?: Node;
}

/** Every variable that the expression reads, in the order of the text. The names that macros bind are not among them. */
export function referencesOf(ast: Node): Reference[] {
  return [...find(ast, new Set())];
}

/** What a macro binds a name for: `x` of `list.map(x, x + 1)`, over the list, in the rest. */
export interface Binding {
  readonly name: Node;
  readonly over: Node;
  readonly body: readonly [Node, ...Node[]];
  /** `cel.bind` is evaluated once, the others for each element. */
  readonly repeats: boolean;
}

export function bindingOf(node: Node): Binding | undefined {
  if (node.op !== 'rcall') return undefined;
  const [method, receiver, [name, ...rest]] = node.args;
  const [first, ...others] = rest;
  if (!name || !first) return undefined;
  if (method === 'bind' && receiver.op === 'id' && receiver.args === 'cel') {
    const [body, ...more] = others;
    return body && more.length === 0 ? { name, over: first, body: [body], repeats: false } : undefined;
  }
  if (!(MACROS.get(method) ?? []).includes(rest.length)) return undefined;
  return { name, over: receiver, body: [first, ...others], repeats: true };
}

/** The nodes right below. */
export function childrenOf(node: Node): readonly Node[] {
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return [node.args[0]];
    case '!_':
    case '-_':
      return [node.args];
    case 'call':
      return node.args[1];
    case 'rcall':
      return [node.args[1], ...node.args[2]];
    case 'map':
      return node.args.flat();
    default:
      return node.args;
  }
}

/** Whether there are more levels than that. It goes no deeper itself: what is too deep could exhaust the stack. */
export function isDeeperThan(limit: number, node: Node): boolean {
  return limit === 0 || childrenOf(node).some((child) => isDeeperThan(limit - 1, child));
}

/** The node and all below it. */
export function* nodesOf(node: Node): Generator<Node> {
  yield node;
  for (const child of childrenOf(node)) yield* nodesOf(child);
}

export function countNodes(node: Node): number {
  return childrenOf(node).reduce((sum, child) => sum + countNodes(child), 1);
}

/** How many arguments the macros over lists take after the name. */
const MACROS: ReadonlyMap<string, readonly number[]> = new Map([
  ['all', [1]],
  ['exists', [1]],
  ['exists_one', [1]],
  ['filter', [1]],
  ['map', [1, 2]],
]);

function* find(node: Node, bound: ReadonlySet<string>): Generator<Reference> {
  const binding = bindingOf(node);
  if (binding) {
    yield* find(binding.over, bound);
    const inside = binding.name.op === 'id' ? new Set([...bound, binding.name.args]) : bound;
    for (const child of binding.body) yield* find(child, inside);
    return;
  }
  const path: Node[] = [node];
  for (let at = node; at.op === '.' || at.op === '.?' || at.op === '[]' || at.op === '[?]'; path.unshift(at))
    at = at.args[0];
  const root = path[0]!;
  if (root.op !== 'id') {
    if (path.length === 1) for (const child of childrenOf(node)) yield* find(child, bound);
    else yield* find(root, bound);
  } else if (!bound.has(root.args)) yield referenceOf(root, path);
  for (const index of path.slice(1).flatMap(indexOf)) yield* find(index, bound);
}

function referenceOf(root: Node & { readonly op: 'id' }, path: readonly Node[]): Reference {
  const steps: [Step, ...Step[]] = [{ name: root.args, start: root.start, end: root.end }];
  for (const node of path.slice(1)) {
    const step = stepOf(node);
    if (!step) return { steps, nodes: path.slice(0, steps.length), dynamic: node };
    steps.push(step);
  }
  return { steps, nodes: path };
}

function stepOf(node: Node): Step | undefined {
  if (node.op === '.' || node.op === '.?')
    return { name: node.args[1], start: node.end - node.args[1].length, end: node.end };
  const [index] = indexOf(node);
  if (index?.op !== 'value') return undefined;
  if (typeof index.args === 'string') return { name: index.args, start: index.start, end: index.end };
  return typeof index.args === 'bigint' ? { name: Number(index.args), start: index.start, end: index.end } : undefined;
}

const indexOf = (node: Node): readonly Node[] => (node.op === '[]' || node.op === '[?]' ? [node.args[1]] : []);
