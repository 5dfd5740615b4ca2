import { describe, expect, test } from '@jest/globals';
import { AttemptTimeoutError, withinMs } from '../../../functions/shared/runtime/deadline.ts';

const never = () => new Promise<string>(() => {});

describe('waiting within a limit', () => {
  test('gives what the promise gives', async () => {
    expect(await withinMs(1000, Promise.resolve('value'))).toBe('value');
    await expect(withinMs(1000, Promise.reject(new RangeError('its own')))).rejects.toThrow('its own');
  });

  test('ends at the limit', async () => {
    const started = performance.now();
    await expect(withinMs(20, never())).rejects.toThrow(AttemptTimeoutError);
    expect(performance.now() - started).toBeLessThan(500);
  });

  test('with no time left still takes what is there already', async () => {
    expect(await withinMs(0, Promise.resolve('value'))).toBe('value');
    expect(await withinMs(-5, Promise.resolve('value'))).toBe('value');
    await expect(withinMs(-5, never())).rejects.toThrow(AttemptTimeoutError);
  });

  test('swallows a failure that comes after the limit', async () => {
    const unhandled: unknown[] = [];
    const listen = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', listen);
    const late = Promise.withResolvers<string>();
    await expect(withinMs(1, late.promise)).rejects.toThrow(AttemptTimeoutError);
    late.reject(new Error('late'));
    await new Promise((resolve) => setTimeout(resolve, 10));
    process.off('unhandledRejection', listen);
    expect(unhandled).toEqual([]);
  });

  test('leaves no timer behind that would keep a process alive', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = timers();
    await withinMs(60_000, Promise.resolve());
    expect(timers()).toBeLessThanOrEqual(before);
  });
});
