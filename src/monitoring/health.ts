/** Why not, or undefined. */
export type Check = () => Promise<string | undefined>;

/** Answers of a check hold this long, so that whoever asks often does not ask Temporal as often. */
const FRESH = 2_000;

/** Whether the process may be counted on: not before it serves, not after it was told to stop. */
export class Health {
  #check: Check = async () => 'starting';
  #isStopping = false;
  #answer: { readonly at: number; readonly reason: Promise<string | undefined> } | undefined;

  /** From now on it is ready whenever all of these say so. */
  serve(checks: readonly Check[]): void {
    this.#answer = undefined;
    this.#check = async () => {
      for (const check of checks) {
        const reason = await check();
        if (reason !== undefined) return reason;
      }
      return undefined;
    };
  }

  stop(): void {
    this.#isStopping = true;
  }

  /** Why it is not ready, if it is not. */
  async whyNotReady(): Promise<string | undefined> {
    if (this.#isStopping) return 'shutting down';
    if (this.#answer === undefined || Date.now() - this.#answer.at > FRESH)
      this.#answer = { at: Date.now(), reason: this.#check() };
    const reason = await this.#answer.reason;
    return this.#isStopping ? 'shutting down' : reason;
  }
}
