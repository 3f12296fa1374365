/** Temporal cannot be reached, refuses this client, or does not know the namespace. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  /** It does not pass by itself, as a server passes that is not up yet: what is configured is wrong, here or there. */
  readonly lasting: boolean;

  constructor(message: string, { lasting, cause }: { readonly lasting: boolean; readonly cause?: unknown }) {
    super(message, { cause });
    this.lasting = lasting;
  }
}
