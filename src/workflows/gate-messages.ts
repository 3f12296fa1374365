import { defineSignal } from '@temporalio/workflow';
import type { ConcurrencyDefinition } from '../definition/run-definition.ts';

/** The Workflow Type of the gate, and the Activity Types that belong to it: no definition and no class can be called so. */
export const GATE = 'orchestrator:gate';
export const ACQUIRE = 'orchestrator:acquire';
export const FIND_CLOSED = 'orchestrator:find-closed';

/** A run that wants a place. */
export interface Ticket extends Pick<ConcurrencyDefinition, 'limit' | 'onConflict'> {
  readonly workflowId: string;
  /** Of the first of the executions that continue each other. */
  readonly runId: string;
}

export type Admission = { readonly admitted: true } | { readonly admitted: false; readonly reason: string };

export const acquireSignal = defineSignal<[Ticket]>('acquire');
export const releaseSignal = defineSignal<[Pick<Ticket, 'runId'>]>('release');
/** What a run is told. */
export const admittedSignal = defineSignal<[Admission]>('orchestrator:admitted');

/** What the activities ask of the world. */
export interface GateActivities {
  /** Tells the gate of a run that wants a place; starts the gate where there is none. */
  [ACQUIRE](gateId: string, ticket: Ticket): Promise<void>;
  /** Which of these runs are over, however they ended. `atLeastOne`: fails as long as none is, to be tried again. */
  [FIND_CLOSED](tickets: readonly Ticket[], how?: { readonly atLeastOne: boolean }): Promise<readonly Ticket[]>;
}
