import semver from 'semver';

/** The release that is downloaded, and that tools/temporal/go.mod pins: change both together. */
export const TEMPORAL_VERSION = '1.8.2';

/** 1.5.0 came with server 1.29: the oldest whose `start-dev` takes every setting in `command-line.ts`. */
export const OLDEST_CLI = '1.5.0';
const OLDEST_SERVER = '1.29.0';

export interface TemporalVersion {
  readonly cli: string;
  readonly server: string | undefined;
}

/** Reads what `temporal --version` prints: `temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)`. */
export function parseTemporalVersion(text: string): TemporalVersion | undefined {
  const match = /temporal version (\S+)(?: \(Server ([^,)\s]+))?/.exec(text);
  const cli = semver.valid(match?.[1]);
  return cli === null ? undefined : { cli, server: semver.valid(match?.[2]) ?? undefined };
}

/** A binary built without a stamped version calls itself 0.0.0-DEV: then its server's version decides. */
export function isNewEnough({ cli, server }: TemporalVersion): boolean {
  return (
    semver.gte(cli, OLDEST_CLI) ||
    (cli.startsWith('0.0.0') && server !== undefined && semver.gte(server, OLDEST_SERVER))
  );
}
