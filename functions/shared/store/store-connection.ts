/** Keeps one connection to the store per container, within time limits and with one retry. */
import type { Redis } from 'ioredis';
import { AttemptTimeoutError, withinMs } from '../runtime/deadline.ts';
import { BridgeError, SecretUnavailableError, StoreUnreachableError } from '../runtime/errors.ts';
import { createRedisClient, redisCommands } from './redis-client.ts';
import type { SessionStore, StoreCommands } from './session-store.ts';
import type { StoreAccess, StoreEndpoint } from './store-access.ts';
import { classifyStoreFault, type StoreFault } from './store-fault.ts';

/** The first attempt ends early enough that a second, on a new connection, fits into the function's time limit. */
const FIRST_ATTEMPT_MS = 700;

/** A client, with the endpoint that it was made for. */
interface Connection {
  endpoint: StoreEndpoint;
  readonly place: string;
  readonly client: Redis;
  readonly commands: StoreCommands;
  /** The last error of connecting, until a connection is ready; ioredis itself only says that it gave up. */
  lastError: unknown;
}

/** One attempt of a request, with the connection that it uses as soon as it has one. */
interface Attempt {
  connection: Connection | undefined;
}

/** A store on one connection, which the first request makes and the container keeps. */
export class StoreConnection implements SessionStore {
  readonly #access: StoreAccess;
  #connection: Connection | undefined;

  constructor(access: StoreAccess) {
    this.#access = access;
  }

  async run<T>(deadline: number, use: (commands: StoreCommands) => Promise<T>): Promise<T> {
    const first: Attempt = { connection: undefined };
    try {
      const limitMs = Math.min(FIRST_ATTEMPT_MS, deadline - Date.now());
      return await withinMs(limitMs, this.#attempt(first, deadline, use));
    } catch (error) {
      const fault = faultOf(error, first);
      if (!fault.retryable) throw new StoreUnreachableError(fault.reason);
      // A socket that timed out would time out again. The second attempt also needs a new client, not only a new
      // connection: the driver counts its reconnections over all commands, and could give up before the attempt starts.
      this.#leave(first.connection);
      if (fault.credentials) await withinMs(deadline - Date.now(), this.#access.renew()).catch(() => {});
    }
    const second: Attempt = { connection: undefined };
    try {
      return await withinMs(deadline - Date.now(), this.#attempt(second, deadline, use));
    } catch (error) {
      // Otherwise the driver would send unanswered commands again, perhaps minutes later when the container thaws: a
      // logout that the bridge answered with an error must not end a session that was opened since.
      const { reason } = faultOf(error, second);
      this.#leave(second.connection);
      // Without a connection the attempt was still waiting for the endpoint, which it needs a secret for.
      throw second.connection === undefined
        ? new SecretUnavailableError(reason)
        : new StoreUnreachableError(reason);
    }
  }

  /** Closes the connection; the next request makes a new one. */
  close(): void {
    this.#leave(this.#connection);
  }

  /** Closes a connection, which another request may already have replaced. */
  #leave(connection: Connection | undefined): void {
    connection?.client.disconnect();
    if (this.#connection === connection) this.#connection = undefined;
  }

  async #attempt<T>(
    attempt: Attempt,
    deadline: number,
    use: (commands: StoreCommands) => Promise<T>,
  ): Promise<T> {
    const endpoint = await this.#access.endpoint();
    // The request has already been answered.
    if (Date.now() >= deadline) throw new AttemptTimeoutError();
    attempt.connection = this.#connectionTo(endpoint);
    return use(attempt.connection.commands);
  }

  #connectionTo(endpoint: StoreEndpoint): Connection {
    // A short cut for nearly every request: the same object means the same endpoint.
    if (this.#connection?.endpoint === endpoint) return this.#connection;
    const place = `${endpoint.host} ${endpoint.port} ${endpoint.db} ${endpoint.username} ${endpoint.tls !== undefined}`;
    if (this.#connection?.place !== place) {
      this.close();
      const client = createRedisClient(endpoint);
      const connection: Connection = {
        endpoint,
        place,
        client,
        commands: redisCommands(client),
        lastError: undefined,
      };
      // Without a listener ioredis prints the error. Each failed command reports its own error anyway.
      client.on('error', (error) => {
        connection.lastError = error;
      });
      client.on('ready', () => {
        connection.lastError = undefined;
      });
      this.#connection = connection;
    }
    // ioredis reads the password each time it connects, so a new connection gets the newest one.
    this.#connection.endpoint = endpoint;
    if (endpoint.password !== undefined) this.#connection.client.options.password = endpoint.password;
    return this.#connection;
  }
}

/** Classifies the error of an attempt; rethrows the bridge's own errors. */
function faultOf(error: unknown, { connection }: Attempt): StoreFault {
  if (error instanceof BridgeError) throw error;
  return classifyStoreFault(error, connection?.lastError);
}
