import type { Path } from '../path.ts';

/** What a text is for, which decides what may be referred to in it. */
export type ReferencePlace =
  /** Names, descriptions, modules: variables only, and the result is literal. */
  | 'text'
  /** Read when the run is under way: variables and expressions. */
  | 'template'
  /** An agent's `with`: secrets as well. */
  | 'agent input'
  /** The `with` of a sub-workflow: it becomes the input of another run, which is recorded, so no secret. */
  | 'sub-workflow input'
  /** A section of the configuration: variables and secrets. */
  | 'configuration'
  /** An `if`: CEL, in which `${` means nothing. */
  | 'condition'
  /** Under an `x-` key: nobody's but the author's. */
  | 'free';

/** Of a text in a workflow.yaml. */
export function referencePlace(path: Path): ReferencePlace {
  const place = placeIn(path);
  return place === 'text' && path.some(isFree) ? 'free' : place;
}

/** Of a text in an agents.yaml, all of which is configuration. */
export const configurationPlace = (path: Path): ReferencePlace => (isFree(path[0]) ? 'free' : 'configuration');

/** Of a text that is data and refers to nothing, such as the values that a run is given. */
export const noReferences = (): ReferencePlace => 'free';

function placeIn([key, ...rest]: Path): ReferencePlace {
  switch (key) {
    case 'config':
      return isFree(rest[0]) ? 'text' : 'configuration';
    case 'outputs':
      return isFree(rest[0]) ? 'text' : 'template';
    case 'concurrency':
      return rest[0] === 'key' ? 'template' : 'text';
    case 'phases':
      return placeInPhase(rest.slice(1));
    case 'on_failure':
    case 'finally':
      return placeInAgent(rest.slice(1));
    default:
      return 'text';
  }
}

function placeInPhase([key, ...rest]: Path): ReferencePlace {
  switch (key) {
    case 'if':
      return 'condition';
    case 'with':
      return 'sub-workflow input';
    case 'approval':
      return rest[0] === 'prompt' ? 'template' : 'text';
    case 'agents':
      return placeInAgent(rest.slice(1));
    default:
      return 'text';
  }
}

function placeInAgent([key, ...rest]: Path): ReferencePlace {
  switch (key) {
    case 'if':
      return 'condition';
    case 'with':
      return 'agent input';
    case 'for_each':
      return 'template';
    case 'cache':
      return rest[0] === 'key' ? 'template' : 'text';
    default:
      return 'text';
  }
}

const isFree = (segment: string | number | undefined): boolean =>
  typeof segment === 'string' && segment.startsWith('x-');
