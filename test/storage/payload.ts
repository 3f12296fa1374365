import { defaultPayloadConverter, type Payload } from '@temporalio/common';

/** A payload that holds this text. */
export const payloadOf = (text: string): Payload => defaultPayloadConverter.toPayload(text);

export const textIn = (payload: Payload | undefined): string =>
  defaultPayloadConverter.fromPayload<string>(payload ?? {});
