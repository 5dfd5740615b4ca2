import './start-everything.ts';

export default async function stopEverything(): Promise<void> {
  await globalThis.privateSystem?.stop();
}
