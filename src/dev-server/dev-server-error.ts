/** What can go wrong between the wish for a server and a server: `docs/errors.md` has a heading for each. */
export type DevServerErrorCode =
  | 'TEMPORAL_NOT_FOUND'
  | 'FOLDER_NOT_WRITABLE'
  | 'DISK_FULL'
  | 'DATABASE_REFUSED'
  | 'FOLDER_IN_USE'
  | 'SERVER_FAILED'
  | 'SERVER_LOST';

export interface DevServerFault {
  readonly code: DevServerErrorCode;
  /** What happened, a sentence without its place. */
  readonly what: string;
  /** The folder or file it happened to. */
  readonly place: string;
  readonly remedy: string;
}

/** A fault as data; `message` says all of it. It crosses from the keeper to its users as the plain fault. */
export class DevServerError extends Error {
  override readonly name = 'DevServerError';
  readonly fault: DevServerFault;

  constructor(fault: DevServerFault, options?: ErrorOptions) {
    super(`${fault.place}: ${fault.what}\n${fault.remedy}`, options);
    this.fault = fault;
  }

  get code(): DevServerErrorCode {
    return this.fault.code;
  }
}
