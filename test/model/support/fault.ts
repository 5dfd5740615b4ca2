import type { Rig } from './rig.ts';

/** What befalls a step. */
export interface Fault {
  /** For the history, after the step's own words. */
  readonly title: string;
  /** Whether the functions promise to get over it within the step. */
  readonly harmless: boolean;
  begin(rig: Rig): Promise<void> | void;
  /** Ends it, and waits until nothing of the step is under way in the store. */
  end(rig: Rig): Promise<void>;
}

const settled = async (rig: Rig) => {
  rig.line.suffer(undefined);
  rig.line.onCommand = undefined;
  await rig.line.listen();
  await rig.line.settled();
};

const fault = (title: string, harmless: boolean, begin: Fault['begin'], end = settled): Fault => ({
  title,
  harmless,
  begin,
  end,
});

async function relaunch(rig: Rig): Promise<void> {
  await rig.store.kill();
  await rig.store.launch();
  await settled(rig);
}

function kill({ line, store }: Rig): Promise<void> {
  line.refuseNew();
  return store.kill();
}

/** Got over within the request: nobody notices. */
export const HARMLESS: readonly Fault[] = [
  fault('connections cut before', true, ({ line }) => line.cut()),
  fault('the first question lost', true, ({ line }) => line.suffer('lose-question', 1)),
  fault('the first answer lost', true, ({ line }) => line.suffer('lose-answer', 1)),
  fault('in cold containers', true, (rig) => rig.coldStart()),
  fault('scripts forgotten', true, async ({ store }) => {
    await store.admin.script('FLUSH');
  }),
];

/** Without an answer in a moment: whatever connects is refused. */
export const QUICK: readonly Fault[] = [
  fault('connections refused', false, ({ line }) => {
    line.refuseNew();
    line.cut();
  }),
  fault('its answer lost, then connections refused', false, ({ line }) => {
    line.suffer('lose-answer');
    line.onCommand = () => line.refuseNew();
  }),
];

/** With its data, which an acknowledged write is part of. */
export const RESTARTS: readonly Fault[] = [
  fault('store killed before', false, kill, relaunch),
  fault(
    'store killed in the act',
    false,
    (rig) => {
      rig.line.onCommand = () => {
        void kill(rig);
      };
    },
    relaunch,
  ),
];

/** Each takes a whole time limit. */
export const SLOW: readonly Fault[] = [
  fault('all questions lost', false, ({ line }) => line.suffer('lose-question')),
  fault('all answers lost', false, ({ line }) => line.suffer('lose-answer')),
  fault('questions swallowed', false, ({ line }) => line.suffer('swallow-question')),
  fault('answers swallowed', false, ({ line }) => line.suffer('swallow-answer')),
  fault(
    'store paused',
    false,
    ({ store }) => store.pause(),
    async (rig) => {
      rig.store.resume();
      await settled(rig);
    },
  ),
];
