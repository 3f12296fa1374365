// @ts-check
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { baseEnv, runProgram } from './run-program.js';
import { Service } from './service.js';

/** The databases of Temporal. */
export const DATABASES = ['temporal', 'temporal_visibility'];

/** A database server as docker-compose.yml has it: one user with a password, all defaults. */
export class Postgres extends Service {
  port;
  #settings;

  /**
   * @param {{ programs: string, folder: string, port: number, passwordFile: string } & Pick<import('./service.js').ServiceOptions, 'logs' | 'onProgress'>} settings
   */
  constructor(settings) {
    const { programs, folder, port, logs, onProgress } = settings;
    const at = ['-c', 'listen_addresses=127.0.0.1', '-c', `port=${port}`, '-c', 'unix_socket_directories='];
    super({
      name: 'postgres',
      command: [...asPostgres(), join(programs, 'postgres'), '-D', join(folder, 'data'), ...at],
      env: baseEnv(),
      logs,
      onProgress,
      stopSignal: 'SIGINT',
      isReady: () => this.#run('pg_isready', '--dbname', 'postgres').then(() => true),
    });
    this.port = port;
    this.#settings = settings;
  }

  /** Makes an empty database cluster. */
  async initialise() {
    const { programs, folder, passwordFile } = this.#settings;
    mkdirSync(folder, { recursive: true });
    const password = join(folder, 'password');
    copyFileSync(passwordFile, password);
    if (asPostgres().length > 0) await runProgram(['chown', '--recursive', 'postgres', folder]);
    chmodSync(folder, 0o700);
    const initdb = [join(programs, 'initdb'), '--pgdata', join(folder, 'data'), '--username', 'temporal'];
    const options = ['--auth', 'scram-sha-256', '--pwfile', password, '--encoding', 'UTF8', '--locale', 'C.UTF-8'];
    await runProgram([...asPostgres(), ...initdb, ...options], { env: baseEnv(), cwd: '/' });
    rmSync(password);
  }

  /**
   * @param {string} database
   * @param {string} file In the format of pg_restore.
   */
  async dump(database, file) {
    await this.#run('pg_dump', '--format', 'custom', '--file', file, database);
  }

  /** @param {string} file */
  async restore(file) {
    const options = ['--clean', '--if-exists', '--create', '--exit-on-error', '--dbname', 'postgres'];
    await this.#run('pg_restore', ...options, file);
  }

  /** @param {string} database */
  async drop(database) {
    await this.#run('dropdb', database);
  }

  /** All that is in the databases, as SQL. Binary columns are hexadecimal in it. */
  async textOfAll() {
    const texts = await Promise.all(DATABASES.map((database) => this.#run('pg_dump', database)));
    return texts.join('\n');
  }

  /**
   * @param {string} program
   * @param {...string} args
   */
  async #run(program, ...args) {
    const { programs, port, passwordFile } = this.#settings;
    const env = { ...baseEnv(), PGPASSWORD: readFileSync(passwordFile, 'utf8') };
    const at = ['--host', '127.0.0.1', '--port', String(port), '--username', 'temporal'];
    return runProgram([join(programs, program), ...at, ...args], { env });
  }
}

/** PostgreSQL refuses to run as root: then it runs as the user that Debian's package makes. */
const asPostgres = () =>
  process.getuid?.() === 0 ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups', '--'] : [];
