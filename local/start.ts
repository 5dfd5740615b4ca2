// `npm start`: see HELP in options.ts.

import { Instance } from './instance.ts';
import { HELP, OptionError, type Options, readOptions } from './options.ts';
import { Progress } from './progress.ts';

const progress = new Progress(process.stdout);

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options.help) {
    progress.say(HELP);
    return 0;
  }
  return run(options);
}

async function run(options: Options): Promise<number> {
  const stopAsked = Promise.withResolvers<number>();
  const ask = (name: string, code: number) => process.on(name, () => stopAsked.resolve(code));
  ask('SIGINT', 0);
  ask('SIGTERM', 143);
  ask('SIGHUP', 129);

  const instance = new Instance(options, progress);
  const crashed = instance.crashed.then((reason) => Promise.reject(new Error(reason)));
  try {
    const endpoints = await Promise.race([instance.start(), stopAsked.promise, crashed]);
    if (typeof endpoints === 'number') return endpoints;
    progress.heading('\nUp and running. Log in at the site, then open the wiki:');
    progress.say(`  site   ${endpoints.siteUrl}/`);
    progress.say(`  wiki   ${endpoints.wikiUrl}/Home`);
    progress.say(`  user   ${endpoints.demoUser}, password ${endpoints.demoPassword}`);
    progress.say('\nCtrl-C stops everything.');
    return await Promise.race([stopAsked.promise, crashed]);
  } finally {
    await instance.stop();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  progress.problem((error as Error).message);
  process.exitCode = error instanceof OptionError ? 2 : 1;
}
