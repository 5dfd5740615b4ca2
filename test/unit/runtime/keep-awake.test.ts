import { expect, jest, test } from '@jest/globals';
import { KEEP_AWAKE_EVENT, orKeepAwake } from '../../../functions/shared/runtime/keep-awake.ts';

const act = jest.fn(async (_event: object, _context: object) => 'done');
const handler = orKeepAwake(act);

test("the schedule's event does nothing", async () => {
  await expect(handler({ ...KEEP_AWAKE_EVENT }, {})).resolves.toBeUndefined();
  expect(act).not.toHaveBeenCalled();
});

test.each([
  ['an event of API Gateway', { requestContext: {} }],
  ["one that has the schedule's field as well", { requestContext: {}, ...KEEP_AWAKE_EVENT }],
  ['any other', {}],
])('%s is handled as ever', async (_what, event) => {
  await expect(handler(event, {})).resolves.toBe('done');
});
