import { isGrpcServiceError } from '@temporalio/client';
import { ConnectionError } from './connection-error.ts';
import type { Target } from './target.ts';

/** Of gRPC. */
const STATUS = { notFound: 5, permissionDenied: 7, unauthenticated: 16 } as const;

/** What a server says that answers, and does not let this client in. Undefined for anything else. */
export function refusalOf(error: unknown, { address, namespace, options }: Target): ConnectionError | undefined {
  const cause = error instanceof Error && !isGrpcServiceError(error) ? error.cause : error;
  if (!isGrpcServiceError(cause)) return undefined;
  const refused = (what: string, remedy: string) =>
    new ConnectionError(`Temporal at ${address} ${what}\n  ${remedy}`, { lasting: true, cause: error });
  const key = options.apiKey === undefined ? undefined : 'the API key';
  switch (cause.code) {
    case STATUS.unauthenticated:
      return refused(
        `${key ? `does not accept ${key}` : 'asks for credentials, and there are none here'}: ${cause.details}`,
        key
          ? 'Set TEMPORAL_API_KEY, or api_key in the profile, to a key of this server that has not expired.'
          : 'Set TEMPORAL_API_KEY, or api_key in the profile, or a client certificate.',
      );
    case STATUS.permissionDenied:
      return refused(
        `does not let ${key ?? 'this client'} use the namespace "${namespace}": ${cause.details}`,
        'Set TEMPORAL_API_KEY to a key, or TEMPORAL_NAMESPACE to a namespace, that belong together.',
      );
    case STATUS.notFound:
      return new ConnectionError(
        `Temporal at ${address} has no namespace "${namespace}"\n` +
          `  Set TEMPORAL_NAMESPACE to one that it has, or make it: temporal operator namespace create -n ${namespace}`,
        // A cluster that is new makes its namespaces when it is up already.
        { lasting: false, cause: error },
      );
    default:
      return undefined;
  }
}
