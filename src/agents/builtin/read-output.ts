import type { Json } from '../../definition/json.ts';
import { CommandFailure } from './command-failure.ts';

export type OutputForm = 'auto' | 'json' | 'text' | 'lines';

/** What a program wrote, as an output. The line break at its end is the program's manner, not part of what it says. */
export function readOutput(bytes: Buffer, form: OutputForm, name: string): Json {
  const text = bytes.toString('utf8').replace(/\r?\n$/, '');
  switch (form) {
    case 'text':
      return text;
    case 'lines':
      return text === '' ? [] : text.split(/\r?\n/);
    case 'auto':
    case 'json': {
      const value = parse(text);
      if (value !== undefined) return value;
      if (form === 'auto') return text;
      const message = `${name} wrote something to stdout that is not JSON, which output: json asks for`;
      throw new CommandFailure('CommandOutputNotJson', message, { retryable: true });
    }
  }
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
