import { FunctionName } from '../../../functions/shared/runtime/metric-names.ts';
import { Bridge } from '../../../harness/bridge.ts';
import { PRIVATE_WIKI, PUBLIC_WIKI } from '../../../harness/function-environment.ts';
import { lambdaContext } from '../../../harness/lambda-events.ts';
import { Container, type ContainerAnswer } from '../../support/container.ts';
import type { Reach } from './scene.ts';

/** One container of a function. */
export interface Worker {
  /** The API by which an authorizer is asked. */
  readonly apiId: string;
  ready(): Promise<void>;
  /** Calls the handler. What it throws is an answer too. */
  call(event: unknown, remainingMs?: number): Promise<ContainerAnswer>;
  stop(): void;
}

/** Begins a worker. @param apiId the wiki that an authorizer is asked for */
export type BeginWorker = (fn: FunctionName, apiId?: string) => Worker;

type Handler = (event: unknown, context: unknown) => Promise<unknown>;

const HANDLERS: Record<FunctionName, (bridge: Bridge) => unknown> = {
  [FunctionName.loginHook]: (bridge) => bridge.login,
  [FunctionName.logoutHook]: (bridge) => bridge.logout,
  [FunctionName.authorizer]: (bridge) => bridge.authorize,
  [FunctionName.expire]: (bridge) => bridge.expire,
};

/** Workers in this process, each with a connection of its own. */
export function workersHere(reach: Reach): BeginWorker {
  return (fn, apiId = PUBLIC_WIKI) => {
    const bridge = new Bridge(reach, { access: apiId === PRIVATE_WIKI ? 'private' : 'public' });
    const handler = HANDLERS[fn](bridge) as Handler;
    return {
      // A bridge of the tests has one wiki.
      apiId: PUBLIC_WIKI,
      ready: async () => {},
      async call(event, remainingMs) {
        const started = performance.now();
        const took = () => ({ ms: performance.now() - started });
        try {
          return { answer: await handler(event, lambdaContext(remainingMs)), ...took() };
        } catch (error) {
          return { error: (error as Error).message, ...took() };
        }
      },
      stop: () => bridge.close(),
    };
  };
}

/** Workers in processes of their own. @param containers takes down each that is begun */
export function workersApart(environment: Record<string, string>, containers: Container[]): BeginWorker {
  return (fn, apiId = PUBLIC_WIKI) => {
    const container = new Container(fn, environment);
    containers.push(container);
    return {
      apiId,
      ready: () => container.ready(),
      call: (event, remainingMs) =>
        container.call({ event, ...(remainingMs !== undefined && { remainingMs }) }),
      stop: () => container.stop(),
    };
  };
}
