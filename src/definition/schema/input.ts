import { z } from 'zod';
import { inputTypes } from '../run-definition.ts';
import { text } from './scalars.ts';

const type = z.enum(inputTypes).meta({ description: 'What the value must be.', examples: ['string'] });
const restrictions = {
  enum: z
    .array(z.json())
    .min(1)
    .optional()
    .meta({ description: 'The only values allowed.', examples: [['dev', 'prod']] }),
  minimum: z
    .number()
    .optional()
    .meta({ description: 'Of a number: the least.', examples: [1] }),
  maximum: z
    .number()
    .optional()
    .meta({ description: 'Of a number: the most.', examples: [10] }),
  pattern: text
    .max(1000)
    .optional()
    .meta({ description: 'Of a string: a regular expression (RE2) that it must match.', examples: ['^[a-z]+$'] }),
};

const items: z.ZodType<ItemsFile, ItemsFile> = z
  .object({
    type,
    ...restrictions,
    get items() {
      return items.optional();
    },
  })
  .meta({ description: 'Of an array: what its items must be.', examples: [{ type: 'string' }] });

export interface ItemsFile {
  type: (typeof inputTypes)[number];
  enum?: z.core.util.JSONType[] | undefined;
  minimum?: number | undefined;
  maximum?: number | undefined;
  pattern?: string | undefined;
  items?: ItemsFile | undefined;
}

export const input = z
  .object({
    type,
    description: text.optional().meta({ description: 'For people.', examples: ['Target'] }),
    default: z
      .json()
      .optional()
      .meta({ description: 'Without one the input is required.', examples: ['dev'] }),
    ...restrictions,
    items: items.optional(),
  })
  .meta({ description: 'A value that a run is started with.' });

export type InputFile = z.infer<typeof input>;
