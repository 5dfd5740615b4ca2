// Runs one function as a child process, the container of container.ts, which sends calls and receives answers as messages.

import { lambdaContext } from '../../harness/lambda-events.ts';
import type { ContainerAnswer, ContainerCall } from './container.ts';
import { shiftClock } from './shiftable-clock.ts';

const [folder] = process.argv.slice(2);
const { handler } = await import(`../../functions/${folder}/handler.ts`);

process.on('message', async (call: ContainerCall) => {
  process.send?.(await answerTo(call));
});
process.send?.({ answer: 'ready' } satisfies ContainerAnswer);

async function answerTo(call: ContainerCall): Promise<ContainerAnswer> {
  if ('clockShiftMs' in call) {
    shiftClock(call.clockShiftMs);
    return { answer: 'shifted' };
  }
  if ('resources' in call) return { answer: process.getActiveResourcesInfo() };
  const started = performance.now();
  const took = () => ({ ms: performance.now() - started });
  try {
    return { answer: await handler(call.event, lambdaContext(call.remainingMs)), ...took() };
  } catch (error) {
    return { error: error instanceof Error ? error.message : 'unknown', ...took() };
  }
}
