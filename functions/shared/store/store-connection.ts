import type { Redis } from 'ioredis';
import { AttemptTimeoutError, withinMs } from '../runtime/deadline.ts';
import { BridgeError, StoreUnreachableError } from '../runtime/errors.ts';
import { createRedisClient, redisCommands } from './redis-client.ts';
import type { SessionStore, StoreCommands } from './session-store.ts';
import type { StoreAccess, StoreEndpoint } from './store-access.ts';
import { classifyStoreFault, type StoreFault } from './store-fault.ts';

/** The first attempt gives up early enough that a second, on a new connection, fits into the same budget. */
const FIRST_ATTEMPT_MS = 700;

/** A client with what it was made for. */
interface Connection {
  endpoint: StoreEndpoint;
  readonly place: string;
  readonly client: Redis;
  readonly commands: StoreCommands;
  /** Why no connection could be made since the last that could; ioredis itself only says that it gave up. */
  lastError: unknown;
}

/** One try of a request, and the connection that it came to use. */
interface Attempt {
  connection: Connection | undefined;
}

/** A store on one lazily made connection, kept for the life of the container. */
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
      // A timed-out socket would time out again. And a new client, not a new connection of the old one: the driver counts
      // its reconnections over all commands, and might give the second attempt up before it has begun.
      this.#leave(first.connection);
      if (fault.credentials) await withinMs(deadline - Date.now(), this.#access.renew()).catch(() => {});
    }
    const second: Attempt = { connection: undefined };
    try {
      return await withinMs(deadline - Date.now(), this.#attempt(second, deadline, use));
    } catch (error) {
      // The driver would send again what is unanswered, perhaps minutes later, when the container thaws: a logout that
      // was answered with an error must not end a session opened since.
      const { reason } = faultOf(error, second);
      this.#leave(second.connection);
      throw new StoreUnreachableError(reason);
    }
  }

  /** Closes the connection; the next command makes a new one. */
  close(): void {
    this.#leave(this.#connection);
  }

  /** Closes a connection, which another request may have left and replaced already. */
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
    // Nobody waits for this attempt any more.
    if (Date.now() >= deadline) throw new AttemptTimeoutError();
    attempt.connection = this.#connectionTo(endpoint);
    return use(attempt.connection.commands);
  }

  #connectionTo(endpoint: StoreEndpoint): Connection {
    // Nearly every request: nothing was renewed, and nothing has to be compared.
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
      // Without a listener ioredis prints the error itself; every failed command reports its own.
      client.on('error', (error) => {
        connection.lastError = error;
      });
      client.on('ready', () => {
        connection.lastError = undefined;
      });
      this.#connection = connection;
    }
    // ioredis reads the password at every connect: a connection that must be made again gets the newest.
    this.#connection.endpoint = endpoint;
    if (endpoint.password !== undefined) this.#connection.client.options.password = endpoint.password;
    return this.#connection;
  }
}

/** What an attempt's error means; errors that are ours pass through. */
function faultOf(error: unknown, { connection }: Attempt): StoreFault {
  if (error instanceof BridgeError) throw error;
  return classifyStoreFault(error, connection?.lastError);
}
