import { databaseFile } from './command-line.ts';
import type { DevServerFault } from './dev-server-error.ts';

/** Why the server ended by itself, from the last lines it wrote. */
export function explainExit(exit: { how: string; tail: string; folder: string; binary: string }): DevServerFault {
  const { how, tail, folder, binary } = exit;
  const said = tail === '' ? 'It said nothing.' : `It said:\n${indent(tail)}`;
  if (/disk is full|no space left|disk I\/O error/i.test(tail)) {
    return {
      code: 'DISK_FULL',
      what: `the disk is full, so the Temporal server ended (${how}). ${said}`,
      place: folder,
      remedy: 'Free some space, then start again: nothing that was committed is lost.',
    };
  }
  if (
    /not a database|malformed|no such table|no such column|readonly database|SQL logic error|SQLite admin DB/i.test(
      tail,
    )
  ) {
    return {
      code: 'DATABASE_REFUSED',
      what: `the Temporal server cannot use this database (${how}). ${said}`,
      place: databaseFile(folder),
      remedy: `Put back a copy of it, or move ${databaseFile(folder)}* away: the next start makes a new one, without the runs of the old.`,
    };
  }
  return {
    code: 'SERVER_FAILED',
    what: `the Temporal server ended by itself (${how}). ${said}`,
    place: folder,
    remedy: `See temporal.log there, and whether ${binary} runs at all; set TEMPORAL_ADDRESS to use another server.`,
  };
}

/** Between our look at the ports and the server's bind, somebody else took one: other ports will do. */
export function lostItsPort(tail: string): boolean {
  return /address already in use/i.test(tail);
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
