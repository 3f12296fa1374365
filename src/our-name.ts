import { environment } from './environment.ts';

/** How the user calls this program. */
export const ourName = (): string =>
  environment['npm_lifecycle_event'] === undefined ? 'orchestrator' : 'npx orchestrator';
