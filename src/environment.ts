/** The only file that reads the environment. */
export const environment: Readonly<Record<string, string | undefined>> = process.env;

/** Where the working state of a project is kept: the embedded server's database and logs. */
export const STATE_FOLDER = '.orchestrator';

export const isCI = (): boolean => !['', '0', 'false', undefined].includes(environment['CI']);
