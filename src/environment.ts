/** The only file that reads the environment. */
export const environment: Readonly<Record<string, string | undefined>> = process.env;

/** Where the working state of a project is kept: the embedded server's database and logs. */
export const STATE_FOLDER = '.orchestrator';

/** Where large payloads are kept, as `--payload-store` says it. */
export const payloadStoreVariable = (): string | undefined => environment['ORCHESTRATOR_PAYLOAD_STORE'] || undefined;

/** Keys to encrypt with, as docs/encryption.md says. */
export const encryptionKeysVariable = (): string | undefined =>
  environment['ORCHESTRATOR_ENCRYPTION_KEYS'] || undefined;

/** The version of a worker, by the variables that Temporal's Worker Controller sets for each that it starts. */
export const deploymentVariable = (): string | undefined => environment['TEMPORAL_DEPLOYMENT_NAME'] || undefined;
export const buildIdVariable = (): string | undefined => environment['TEMPORAL_WORKER_BUILD_ID'] || undefined;

export const versioningBehaviorVariable = (): string | undefined =>
  environment['ORCHESTRATOR_VERSIONING_BEHAVIOR'] || undefined;

/** Whether OpenTelemetry's own variables ask for traces by OTLP. What else they say is read by its packages. */
export function tracesAreWanted(): boolean {
  const exporter = environment['OTEL_TRACES_EXPORTER'];
  if (environment['OTEL_SDK_DISABLED']?.toLowerCase() === 'true') return false;
  if (exporter) return exporter.split(',').some((name) => name.trim() === 'otlp');
  return Boolean(environment['OTEL_EXPORTER_OTLP_ENDPOINT'] || environment['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']);
}

/** Amazon's own variables for another S3 than Amazon's. */
export const s3Endpoint = (): string | undefined =>
  environment['AWS_ENDPOINT_URL_S3'] || environment['AWS_ENDPOINT_URL'] || undefined;

export const isCI = (): boolean => !['', '0', 'false', undefined].includes(environment['CI']);

/** Whether a terminal is one in which a picture can be drawn again: not that of a CI, nor one without a cursor to move. */
export const drawsInPlace = (): boolean => !isCI() && environment['TERM'] !== 'dumb';
