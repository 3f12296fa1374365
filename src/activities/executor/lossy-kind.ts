import { types } from 'node:util';

/** Says what `value` is and what to do instead, if JSON would make something else of it without a word. */
export function lossyKind(value: object): string | undefined {
  if (Array.isArray(value)) return undefined;
  if (types.isPromise(value)) return 'a Promise: await it';
  if (types.isMap(value)) return 'a Map: use Object.fromEntries(map)';
  if (types.isSet(value)) return 'a Set: use [...set]';
  if (types.isDate(value)) return Number.isNaN(value.getTime()) ? 'an invalid Date' : undefined;
  if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)) {
    return 'binary data: return base64, or keep it in a file or a bucket and return where';
  }
  if (types.isNativeError(value)) return 'an Error: throw it, or return its message';
  if (types.isRegExp(value)) return 'a RegExp: return its source';
  if (types.isWeakMap(value) || types.isWeakSet(value)) return 'a weak collection';
  if (types.isBoxedPrimitive(value)) return 'a boxed primitive: return the value itself';
  if (typeof (value as { then?: unknown }).then === 'function') return 'a thenable: await it';
  if (Symbol.iterator in value) return 'an iterable: use [...it]';
  if (Symbol.asyncIterator in value) return 'an asynchronous iterable: collect what it gives';
  return undefined;
}
