import type { ReportDocument } from '../report-document.ts';

/** What the page is about: it comes with it. */
export const readDocument = (): ReportDocument =>
  JSON.parse(document.getElementById('report')!.textContent ?? '') as ReportDocument;
