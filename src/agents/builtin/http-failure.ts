/** Why a request gave no result. Its name is the type that `non_retryable` compares with. */
export class HttpFailure extends Error {
  override readonly name:
    | 'HttpRefused'
    | 'HttpStatus'
    | 'HttpTimeout'
    | 'HttpNotConnected'
    | 'HttpTooManyRedirects'
    | 'HttpTooLarge'
    | 'HttpNotJson';
  readonly retryable: boolean;
  /** Milliseconds after which the server wants to be asked again. */
  readonly retryAfter: number | undefined;

  constructor(name: HttpFailure['name'], message: string, options: HttpFailureOptions) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = name;
    this.retryable = options.retryable;
    this.retryAfter = options.retryAfter;
  }
}

interface HttpFailureOptions {
  readonly retryable: boolean;
  readonly retryAfter?: number | undefined;
  readonly cause?: unknown;
}
