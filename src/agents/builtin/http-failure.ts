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

  constructor(name: HttpFailure['name'], message: string, options: { retryable: boolean; cause?: unknown }) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = name;
    this.retryable = options.retryable;
  }
}
