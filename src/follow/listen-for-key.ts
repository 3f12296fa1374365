import type { ReadStream } from 'node:tty';
import { isInForeground } from './in-foreground.ts';

/** What a terminal makes of these keys, unless a program reads them one by one. */
const SIGNALS: Readonly<Record<string, NodeJS.Signals>> = {
  '\u0003': 'SIGINT',
  '\u001c': 'SIGQUIT',
  '\u001a': 'SIGTSTP',
};

export interface KeyListener {
  /** Gives the terminal back as it was. */
  stop(): void;
}

/** Whether keys can be heard: somebody sits at the terminal, and this process has it. */
export const canListen = (input: ReadStream): boolean =>
  input.isTTY === true && process.platform !== 'win32' && isInForeground();

/**
 * Calls `pressed` when a key is pressed, without Enter. The terminal then makes no signals of Ctrl-C and its like: they are sent
 * here, to all that the terminal would send them to.
 */
export function listenForKey(input: ReadStream, key: string, pressed: () => void): KeyListener {
  const onData = (chunk: Buffer) => {
    for (const character of chunk.toString('latin1')) {
      const signal = SIGNALS[character];
      if (signal === 'SIGTSTP') suspend();
      else if (signal !== undefined) process.kill(0, signal);
      else if (character === key) pressed();
    }
  };
  const begin = () => {
    input.setRawMode(true);
    input.on('data', onData);
    input.resume();
  };
  const end = () => {
    input.off('data', onData);
    input.pause();
    input.setRawMode(false);
  };
  /** Whoever stops this process gets a terminal that echoes; back in the foreground, it hears the key again. */
  const suspend = () => {
    end();
    isListening = false;
    process.kill(0, 'SIGTSTP');
  };
  const onContinue = () => {
    if (isListening || !isInForeground()) return;
    begin();
    isListening = true;
  };
  let isListening = true;
  begin();
  process.on('SIGCONT', onContinue);
  return {
    stop() {
      process.off('SIGCONT', onContinue);
      if (isListening) end();
      isListening = false;
    },
  };
}
