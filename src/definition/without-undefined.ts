type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Leaves out what is undefined, so that a spread never hides a default. */
export function withoutUndefined<T extends object>(values: T): Present<T> {
  const present: Present<T> = {};
  for (const key of Object.keys(values) as (keyof T)[]) {
    if (values[key] !== undefined) present[key] = values[key] as Exclude<T[keyof T], undefined>;
  }
  return present;
}
