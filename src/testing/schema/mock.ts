import { z } from 'zod';
import { duration, text, WHOLE_NUMBER } from '../../definition/schema/scalars.ts';

export const position = z.int(WHOLE_NUMBER).min(0);

export const fails = z
  .object(
    {
      type: text.optional().meta({
        description: 'The name of the error, as retry.non_retryable has it.',
        default: 'Error',
        examples: ['RangeError'],
      }),
      message: text
        .optional()
        .meta({ description: 'What the error says.', default: 'it fails in this test', examples: ['no answer'] }),
      times: z
        .int(WHOLE_NUMBER)
        .min(1)
        .optional()
        .meta({
          description: 'So many attempts fail, and those after them succeed. Default: all fail.',
          examples: [2],
        }),
      items: z
        .array(position)
        .min(1)
        .optional()
        .meta({ description: 'Of a for_each: the positions of the items that fail. Default: all.', examples: [[1]] }),
      retryable: z
        .boolean()
        .optional()
        .meta({ description: 'false: no further attempt is made.', default: true, examples: [false] }),
    },
    'a mapping, or what the error says',
  )
  .meta({ shorthand: 'message', description: 'Its attempts fail.', examples: [{ type: 'RangeError', times: 2 }] });

export const mock = z
  .object({
    output: z
      .json()
      .optional()
      .meta({
        description: 'What it gives. May contain ${{ }} with inputs, item, item_index and run.',
        default: null,
        examples: [{ rows: 3, road: '${{ item }}' }],
      }),
    outputs: z
      .array(z.json())
      .min(1)
      .optional()
      .meta({ description: 'Of a for_each: what it gives for each item, in order.', examples: [[1, 2]] }),
    fails: fails.optional(),
    takes: duration(0)
      .optional()
      .meta({ description: 'How long each attempt takes, in simulated time.', default: 0, examples: ['30s'] }),
    run: z
      .boolean()
      .optional()
      .meta({ description: 'true: the agent’s own code runs, in this process.', default: false, examples: [true] }),
  })
  .meta({ description: 'What an agent does in place of its code.' });

export type MockContent = z.output<typeof mock>;
