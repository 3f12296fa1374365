/** Why a command is no success. Its name is the type that `non_retryable` compares with. */
export class CommandFailure extends Error {
  override readonly name: 'CommandFailed' | 'CommandNotStarted' | 'CommandOutputTooLarge' | 'CommandOutputNotJson';
  readonly retryable: boolean;

  constructor(name: CommandFailure['name'], message: string, options: { retryable: boolean }) {
    super(message);
    this.name = name;
    this.retryable = options.retryable;
  }
}
