import pc from 'picocolors';
import type { AgentStatus, PhaseStatus, RunStatus } from '../workflows/run-result.ts';

export type AnyStatus = AgentStatus | PhaseStatus | RunStatus;
export type Colors = ReturnType<typeof pc.createColors>;

/** How a terminal shows things: with colours or without, with Unicode or in ASCII. */
export interface Style {
  readonly colors: Colors;
  readonly unicode: boolean;
}

const SYMBOLS: Record<AnyStatus, [unicode: string, ascii: string]> = {
  pending: ['○', '.'],
  waiting: ['◆', '?'],
  running: ['●', '>'],
  success: ['✔', '+'],
  failed: ['✖', 'x'],
  timed_out: ['✖', 'x'],
  skipped: ['–', '-'],
  blocked: ['–', '-'],
  cancelled: ['■', '!'],
};

export function symbol(status: AnyStatus, style: Style): string {
  return tint(status, style)(SYMBOLS[status][style.unicode ? 0 : 1]);
}

export function tint(status: AnyStatus, { colors }: Style): (text: string) => string {
  switch (status) {
    case 'success':
      return colors.green;
    case 'failed':
    case 'timed_out':
      return colors.red;
    case 'running':
      return colors.cyan;
    case 'waiting':
      return colors.magenta;
    case 'cancelled':
      return colors.yellow;
    case 'pending':
    case 'skipped':
    case 'blocked':
      return colors.dim;
  }
}

/** What this process's terminal can do. `NO_COLOR` and `FORCE_COLOR` hold; Unicode goes by the locale. */
export function styleOf(
  stream: { readonly isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>>,
): Style {
  const { NO_COLOR, FORCE_COLOR, TERM, LC_ALL, LC_CTYPE, LANG } = environment;
  const forced = FORCE_COLOR !== undefined && FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  const colors = !NO_COLOR && (forced || (stream.isTTY === true && TERM !== 'dumb'));
  return {
    colors: pc.createColors(colors),
    unicode: /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '') && TERM !== 'linux',
  };
}
