import { defineConfig } from 'vitest/config';

// Agents import from the package by its name; tests run them from their sources.
const source = (file: string) => new URL(`src/${file}`, import.meta.url).pathname;
const resolve = { alias: { 'orchestrator/agent': source('agent.ts'), 'orchestrator/testing': source('testing.ts') } };

export default defineConfig({
  test: {
    // The gate counts what passed from the JSON.
    reporters: process.env['CI'] ? ['default', 'json'] : ['default'],
    outputFile: { json: 'node_modules/.cache/vitest.json' },
    projects: [
      {
        resolve,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/integration/**', 'test/topology/**'],
          testTimeout: 30_000,
        },
      },
      {
        resolve,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: ['test/integration/server.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        resolve,
        test: {
          name: 'topology',
          include: ['test/topology/**/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          fileParallelism: false,
          // It kills what others would wait for, and has nine processes of its own: after the others.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
