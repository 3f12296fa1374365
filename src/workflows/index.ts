/**
 * What the worker gives to Temporal. The default export serves every Workflow Type, so that each definition runs under its
 * own name. The aliases are names which Temporal would otherwise find on `Object.prototype` before it asks for the default:
 * a run of a definition called `constructor` would complete with its own input as result.
 */
import { gate } from './gate.ts';
import { run } from './run.ts';

export default run;
export { gate as 'orchestrator:gate' };
export {
  run as constructor,
  run as toString,
  run as valueOf,
  run as hasOwnProperty,
  run as isPrototypeOf,
  run as propertyIsEnumerable,
  run as toLocaleString,
  run as __defineGetter__,
  run as __defineSetter__,
  run as __lookupGetter__,
  run as __lookupSetter__,
};
