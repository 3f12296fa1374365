import type { FollowView } from './follow.ts';

/** Shows nothing. */
export const quietView = (): FollowView => ({ show() {}, note() {}, banner() {}, close() {} });
