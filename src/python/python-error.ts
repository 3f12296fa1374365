export type PythonErrorCode = 'PYTHON_NOT_FOUND' | 'PYTHON_TOO_OLD' | 'PYTHON_PACKAGES_NOT_INSTALLED';

/** Why there can be no Python worker: what, where, and what to do, in one message. */
export class PythonError extends Error {
  override readonly name = 'PythonError';
  readonly code: PythonErrorCode;

  constructor(code: PythonErrorCode, { what, remedy }: { readonly what: string; readonly remedy: string }) {
    super(`${what}\n${remedy}`);
    this.code = code;
  }
}
