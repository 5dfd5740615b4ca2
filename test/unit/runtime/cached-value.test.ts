import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { CachedValue } from '../../../functions/shared/runtime/cached-value.ts';

const TIMES = { freshMs: 1000, retryMs: 100 };

/** A source whose loads the test answers one by one, and a clock it can set. */
class SlowSource {
  now = 0;
  readonly #waiting: PromiseWithResolvers<string>[] = [];
  loads = 0;
  readonly value = new CachedValue(
    () => {
      this.loads++;
      const load = Promise.withResolvers<string>();
      this.#waiting.push(load);
      return load.promise;
    },
    TIMES,
    () => this.now,
  );

  answer(text: string): void {
    this.#waiting.shift()?.resolve(text);
  }

  fail(): void {
    this.#waiting.shift()?.reject(new Error('source is down'));
  }

  /** The value, once the source has answered. */
  async loaded(text: string): Promise<string> {
    const got = this.value.get();
    this.answer(text);
    return got;
  }
}

let source: SlowSource;
beforeEach(() => {
  source = new SlowSource();
});

describe('a cached value', () => {
  test('that is absent is loaded, and then kept while it is fresh', async () => {
    expect(await source.loaded('one')).toBe('one');
    source.now = 999;
    expect(await source.value.get()).toBe('one');
    expect(source.loads).toBe(1);
  });

  test('that has expired is loaded again', async () => {
    await source.loaded('one');
    source.now = 1000;
    expect(await source.loaded('two')).toBe('two');
    expect(source.loads).toBe(2);
  });

  test('is loaded once, however many ask for it', async () => {
    const asked = [source.value.get(), source.value.get(), source.value.get()];
    source.answer('one');
    expect(await Promise.all(asked)).toEqual(['one', 'one', 'one']);
    expect(source.loads).toBe(1);
  });

  test('that is absent and cannot be loaded rejects, and the next who asks tries again', async () => {
    const asked = source.value.get();
    source.fail();
    await expect(asked).rejects.toThrow('source is down');
    expect(await source.loaded('one')).toBe('one');
  });

  test('that is absent is loaded again if the load of an earlier request fails', async () => {
    const [earlier, first, second] = [source.value.get(), source.value.get(), source.value.get()];
    source.fail();
    await expect(earlier).rejects.toThrow('source is down');
    source.answer('one');
    expect(await Promise.all([first, second])).toEqual(['one', 'one']);
    expect(source.loads).toBe(2);
  });

  test('is used past its time while the source is down, which is asked once in retryMs', async () => {
    await source.loaded('one');
    source.now = 1000;
    const asked = source.value.get();
    source.fail();
    expect(await asked).toBe('one');

    source.now = 1099;
    expect(await source.value.get()).toBe('one');
    expect(source.loads).toBe(2);
    source.now = 1100;
    expect(await source.loaded('two')).toBe('two');
    expect(source.loads).toBe(3);
  });

  test('is not spoiled by a load that throws before it gives a promise', async () => {
    const broken = new CachedValue<string>(() => {
      throw new Error('at once');
    }, TIMES);
    await expect(broken.get()).rejects.toThrow('at once');
    await expect(broken.get()).rejects.toThrow('at once');
  });
});

describe('a value past its time whose source hangs', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test('is given after half a second, well inside the budget of a request', async () => {
    await source.loaded('one');
    source.now = 1000;
    const asked = source.value.get();
    await jest.advanceTimersByTimeAsync(500);
    expect(await Promise.race([asked, Promise.resolve('still waiting')])).toBe('one');
  });

  test('is given at once until retryMs have passed, and is replaced as soon as the source answers', async () => {
    await source.loaded('one');
    source.now = 1000;
    const asked = source.value.get();
    await jest.advanceTimersByTimeAsync(500);
    await asked;

    source.now = 1050;
    expect(await source.value.get()).toBe('one');
    source.answer('two');
    await jest.advanceTimersByTimeAsync(0);
    expect(await source.value.get()).toBe('two');
    expect(source.loads).toBe(2);
  });

  test('is given although the source fails in the end', async () => {
    await source.loaded('one');
    source.now = 1000;
    const asked = source.value.get();
    await jest.advanceTimersByTimeAsync(500);
    source.fail();
    await jest.advanceTimersByTimeAsync(0);
    expect(await asked).toBe('one');
  });
});

describe('a refresh', () => {
  test('loads a value that is still fresh', async () => {
    await source.loaded('one');
    source.now = 100;
    const refreshed = source.value.refresh();
    source.answer('two');
    expect(await refreshed).toBe(true);
    expect(await source.value.get()).toBe('two');
  });

  test('loads from the source at most once in retryMs, whichever call loaded last', async () => {
    await source.loaded('one');
    source.now = 99;
    expect(await source.value.refresh()).toBe(false);
    expect(source.loads).toBe(1);
  });

  test('that fails keeps the value and says that nothing new came', async () => {
    await source.loaded('one');
    source.now = 100;
    const refreshed = source.value.refresh();
    source.fail();
    expect(await refreshed).toBe(false);
    expect(await source.value.get()).toBe('one');
    expect(await source.value.refresh()).toBe(false);
    expect(source.loads).toBe(2);
  });

  test('joins one that is under way', async () => {
    await source.loaded('one');
    source.now = 100;
    const both = [source.value.refresh(), source.value.refresh()];
    source.answer('two');
    expect(await Promise.all(both)).toEqual([true, true]);
    expect(source.loads).toBe(2);
  });
});

test('a source that throws at once is asked again', async () => {
  let asked = 0;
  const value = new CachedValue(() => {
    if (asked++ === 0) throw new Error('source is down');
    return Promise.resolve('one');
  }, TIMES);
  await expect(value.get()).rejects.toThrow('source is down');
  expect(await value.get()).toBe('one');
});
