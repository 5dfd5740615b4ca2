// Run as a child process: one function's container. Its environment is the function's; events come and answers go
// as messages.
import { lambdaContext } from './lambda-events.ts';

const [folder] = process.argv.slice(2);
const { handler } = await import(`../../functions/${folder}/handler.ts`);

process.on('message', async (event) => {
  try {
    process.send?.({ answer: await handler(event, lambdaContext()) });
  } catch (error) {
    process.send?.({ error: error instanceof Error ? error.message : 'unknown' });
  }
});
