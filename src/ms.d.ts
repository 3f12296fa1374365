// `ms` ships an `exports` map without types, so every Temporal `Duration` would silently be `any`.
declare module 'ms' {
  export type StringValue = `${number}` | `${number}${'ms' | 's' | 'm' | 'h' | 'd'}` | `${number} ${string}`;
}
