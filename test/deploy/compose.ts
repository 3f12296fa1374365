import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readCompose } from '../../deploy/native/read-compose.js';

export { readCompose };

export const root = join(import.meta.dirname, '..', '..');

export const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');

/** The lines of .env.example. */
export const exampleVariables: ReadonlyMap<string, string> = new Map(
  textOf('.env.example')
    .split('\n')
    .filter((line) => /^\w+=/.test(line))
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
);

/** `${NAME:-default}` of a compose file, by name. */
export const variablesIn = (text: string): [string, string][] =>
  [...text.matchAll(/(?<!\$)\$\{(\w+):-([^}]*)\}/g)].map(([, name = '', value = '']) => [name, value]);

const condition = z.object({ condition: z.enum(['service_healthy', 'service_completed_successfully']) });

/** Of a compose file what tests look at; its shape as a whole is checked against the specification's schema. */
export const composeFile = z.object({
  services: z.record(
    z.string(),
    z.object({
      image: z.string(),
      profiles: z.array(z.string()).default([]),
      restart: z.string(),
      depends_on: z.record(z.string(), condition).default({}),
      environment: z.record(z.string(), z.string()).default({}),
      entrypoint: z.array(z.string()).optional(),
      command: z.array(z.string()).default([]),
      secrets: z.array(z.string()).default([]),
      volumes: z.array(z.string()).default([]),
      ports: z.array(z.string()).default([]),
      networks: z.array(z.string()),
      security_opt: z.array(z.string()),
      cap_drop: z.array(z.string()).default([]),
      read_only: z.boolean().default(false),
      stop_signal: z.string().optional(),
      stop_grace_period: z.string().optional(),
      healthcheck: z.object({ test: z.array(z.string()) }).optional(),
      deploy: z.object({
        replicas: z.number().optional(),
        resources: z.object({ limits: z.object({ cpus: z.string(), memory: z.string() }) }),
      }),
    }),
  ),
  networks: z.record(z.string(), z.object({ internal: z.boolean().optional() })),
  volumes: z.record(z.string(), z.unknown()),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
});

export const compose = composeFile.parse(readCompose('docker-compose.yml'));
export const services = Object.entries(compose.services);
