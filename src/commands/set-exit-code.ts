/** How a command tells what the process is to exit with. */
export type SetExitCode = (code: number) => void;
