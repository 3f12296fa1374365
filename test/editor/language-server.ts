import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { workflowJsonSchema } from '../../src/editor/workflow-json-schema.ts';

export interface Diagnostic {
  readonly message: string;
  readonly range: { readonly start: { readonly line: number; readonly character: number } };
}

export interface Completion {
  readonly label: string;
  readonly documentation?: string | { readonly value: string };
  readonly insertText?: string;
  readonly textEdit?: { readonly newText: string };
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

const SERVER = createRequire(import.meta.url).resolve('yaml-language-server/bin/yaml-language-server');

/** A YAML language server, as editors run it: a process of its own, spoken to in JSON-RPC. */
export async function startLanguageServer() {
  const folder = mkdtempSync(join(tmpdir(), 'orchestrator-editor-'));
  writeFileSync(join(folder, 'workflow.schema.json'), JSON.stringify(workflowJsonSchema()));
  const child = spawn(process.execPath, [SERVER, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const pending = new Map<number, (message: Message) => void>();
  const diagnostics = new Map<string, (found: readonly Diagnostic[]) => void>();
  let sent = 0;

  const send = (message: object) => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const ask = async <T>(method: string, params: object): Promise<T> => {
    const id = ++sent;
    const answer = new Promise<Message>((resolve) => pending.set(id, resolve));
    send({ id, method, params });
    const { result, error } = await answer;
    if (error) throw new Error(error.message);
    return result as T;
  };
  const receive = ({ id, method, params, ...answer }: Message) => {
    if (id !== undefined && method === undefined) pending.get(id)?.(answer);
    // The server asks for the editor's settings and registers what it can do: there is nothing to say to either.
    else if (id !== undefined) send({ id, result: method === 'workspace/configuration' ? [{}, {}, {}, {}] : null });
    else if (method === 'textDocument/publishDiagnostics') {
      const published = params as { uri: string; diagnostics: readonly Diagnostic[] };
      diagnostics.get(published.uri)?.(published.diagnostics);
    }
  };
  let rest = Buffer.alloc(0);
  child.stdout.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const header = /^Content-Length: (\d+)\r\n(?:[^\r]+\r\n)*\r\n/.exec(rest.toString('latin1'));
      const end = header ? header[0].length + Number(header[1]) : Infinity;
      if (!header || rest.length < end) return;
      const body = rest.subarray(header[0].length, end).toString('utf8');
      rest = rest.subarray(end);
      receive(JSON.parse(body) as Message);
    }
  });

  await ask('initialize', {
    processId: process.pid,
    rootUri: pathToFileURL(folder).href,
    capabilities: { textDocument: { completion: { completionItem: { snippetSupport: true } } } },
  });
  send({ method: 'initialized', params: {} });
  send({
    method: 'workspace/didChangeConfiguration',
    params: { settings: { yaml: { schemaStore: { enable: false } } } },
  });

  let opened = 0;
  /** Opens a file that names our schema, and gives the place of the mark `¦` in it, if there is one. */
  const open = async (text: string) => {
    const uri = pathToFileURL(join(folder, `workflow-${++opened}.yaml`)).href;
    const before = text.split('¦')[0]!.split('\n');
    const found = new Promise<readonly Diagnostic[]>((resolve) => diagnostics.set(uri, resolve));
    const modeline = '# yaml-language-server: $schema=workflow.schema.json\n';
    send({
      method: 'textDocument/didOpen',
      params: { textDocument: { uri, languageId: 'yaml', version: 1, text: modeline + text.replace('¦', '') } },
    });
    return { uri, found, position: { line: before.length, character: before.at(-1)!.length } };
  };

  return {
    async diagnose(text: string): Promise<readonly Diagnostic[]> {
      return (await open(text)).found;
    },
    async complete(text: string): Promise<readonly Completion[]> {
      const { uri, position } = await open(text);
      return (await ask<{ items: Completion[] }>('textDocument/completion', { textDocument: { uri }, position })).items;
    },
    async hover(text: string): Promise<string> {
      const { uri, position } = await open(text);
      const hover = await ask<{ contents: { value: string } } | null>('textDocument/hover', {
        textDocument: { uri },
        position,
      });
      return hover?.contents.value ?? '';
    },
    async stop() {
      await ask('shutdown', {});
      send({ method: 'exit' });
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}
