import type { Client } from '@temporalio/client';
import {
  decodeArrayFromPayloads,
  extstoreInboundOptions,
  visit,
  walkGetWorkflowExecutionHistoryResponse,
} from '@temporalio/common/lib/internal-non-workflow/index.js';
import type { temporal } from '@temporalio/proto';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;
type Payloads = temporal.api.common.v1.IPayloads;

/** The events of a run, page by page, with their large payloads brought back from where they are kept: the SDK's client does not. */
export async function* historyPages(
  client: Client,
  execution: { readonly workflowId: string; readonly runId: string },
  pageSize: number,
): AsyncGenerator<readonly HistoryEvent[]> {
  const { namespace, loadedDataConverter } = client.options;
  let nextPageToken: Uint8Array | null | undefined;
  do {
    const page = await client.workflowService.getWorkflowExecutionHistory({
      namespace,
      execution,
      maximumPageSize: pageSize,
      ...(nextPageToken ? { nextPageToken } : {}),
    });
    const inbound = extstoreInboundOptions(loadedDataConverter.externalStorage);
    await visit(page, walkGetWorkflowExecutionHistoryResponse, inbound);
    yield page.history?.events ?? [];
    ({ nextPageToken } = page);
  } while (nextPageToken && nextPageToken.length > 0);
}

/** The first of an event's values. */
export async function firstValue(client: Client, payloads: Payloads | null | undefined): Promise<unknown> {
  return (await decodeArrayFromPayloads(client.options.loadedDataConverter, payloads?.payloads))[0];
}
