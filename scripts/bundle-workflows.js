import { buildWorkflowBundle } from '../dist/serve/workflow-bundle.js';

await buildWorkflowBundle();
