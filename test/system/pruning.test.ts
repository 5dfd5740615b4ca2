import { afterAll, describe, expect, test } from '@jest/globals';
import { expireNow, expireSchedule, reschedule } from './support/pruning.ts';
import { memberOf, StoreView } from './support/store.ts';

const DAY = 86_400;
// The emulator looks every 10 s, and a rate counts from the creation of the schedule.
const FIRES_WITHIN_MS = 90_000;

const store = new StoreView();
afterAll(() => store.close());

/** A cookie that was made so many days ago, as the store has it. */
async function agedCookie(days: number): Promise<{ member: string }> {
  const value = `old#old@example.com#${Math.random().toString(16).slice(2).padStart(64, '0')}`;
  await store.add(memberOf(value), Date.now() / 1000 - days * DAY);
  return { member: memberOf(value) };
}

describe('pruning', () => {
  test('removes what is past its age and nothing else', async () => {
    const [aged, live] = [await agedCookie(15), await agedCookie(1)];
    const { error, answer } = await expireNow();
    expect(error).toBeNull();
    expect(answer.removed).toBeGreaterThanOrEqual(1);
    expect(await store.score(aged.member)).toBeUndefined();
    expect(await store.score(live.member)).toBeDefined();
  });

  test(
    'happens by the deployed schedule',
    async () => {
      const schedule = await expireSchedule();
      expect(schedule.ScheduleExpression).toBe('rate(15 minutes)');
      const { member } = await agedCookie(15);
      await reschedule(schedule, 'rate(1 minutes)');
      const deadline = Date.now() + FIRES_WITHIN_MS;
      while ((await store.score(member)) !== undefined && Date.now() < deadline) {
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
      await reschedule(schedule, schedule.ScheduleExpression);
      expect(await store.score(member)).toBeUndefined();
    },
    FIRES_WITHIN_MS + 10_000,
  );
});
