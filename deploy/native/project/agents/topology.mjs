import { appendFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** One line for each start, so that starts can be counted whatever became of their attempts. */
function note({ workflowId, phase, agent, itemIndex, attempt }) {
  const item = itemIndex === undefined ? '' : `#${itemIndex}`;
  appendFileSync('starts.txt', `${workflowId} ${phase}/${agent}${item} ${attempt}\n`);
}

/** More than goes into the history. */
export class Large {
  run(context) {
    note(context);
    return { text: 'large '.repeat(100_000) };
  }
}

/** One item each. */
export class Numbers {
  run(context) {
    note(context);
    return Array.from({ length: 60 }, (_, index) => index);
  }
}

export class Length {
  run(context) {
    note(context);
    return { length: context.input.text.length };
  }
}

export class Flaky {
  run(context) {
    note(context);
    if (context.attempt === 1) throw new Error('not yet');
    return 'at last';
  }
}

export class Failing {
  run(context) {
    note(context);
    throw new Error('canary-error-of-failing');
  }
}

/** Says its secret wherever it can. */
export class Guarded {
  run(context) {
    note(context);
    const { token } = context.input;
    console.log(`the token is ${token}`);
    context.progress(0.5, `with ${token}`);
    context.checkpoint({ token });
    return { token, length: token.length };
  }
}

/** Leaves as soon as its worker begins to stop, to go on with the next one. */
export class Handing {
  async run(context) {
    note(context);
    if (context.attempt > 1) return 'taken over';
    await new Promise((_, reject) => context.stopping.addEventListener('abort', () => reject(new Error('stopping'))));
  }
}

/** Works for a while. */
export class Steady {
  async run(context) {
    note(context);
    await delay(context.input.ms, undefined, { signal: context.signal });
    return 'canary-output-of-steady';
  }
}
