interface Due {
  readonly time: number;
  readonly action: () => void | Promise<void>;
  isCalledOff: boolean;
}

/** Simulated time, which goes from one thing that is due to the next. Of two at the same time the one comes first that was planned first. */
export class Clock {
  #now: number;
  /** The next one last. */
  readonly #due: Due[] = [];

  constructor(now: number) {
    this.#now = now;
  }

  /** Milliseconds. */
  readonly now = (): number => this.#now;

  /** Plans something; gives back what calls it off. */
  after(milliseconds: number, action: Due['action']): () => void {
    const due: Due = { time: this.#now + milliseconds, action, isCalledOff: false };
    this.#due.splice(this.#placeOf(due.time), 0, due);
    return () => void (due.isCalledOff = true);
  }

  /** Lets time pass until `isOver`, or until nothing is due any more. */
  async run(isOver: () => boolean): Promise<void> {
    for (let due = this.#due.pop(); due; due = this.#due.pop()) {
      if (!due.isCalledOff) {
        this.#now = due.time;
        await due.action();
      }
      if (isOver()) return;
    }
  }

  /** Before all that is due at the same time or earlier, since the last one comes first. */
  #placeOf(time: number): number {
    let [low, high] = [0, this.#due.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#due[middle]!.time > time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
