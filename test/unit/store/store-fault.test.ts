import { describe, expect, test } from '@jest/globals';
import { AttemptTimeoutError } from '../../../functions/shared/runtime/deadline.ts';
import { classifyStoreFault } from '../../../functions/shared/store/store-fault.ts';

function named(name: string, message: string, code?: string): Error {
  return Object.assign(new Error(message), { name }, code === undefined ? {} : { code });
}

describe('a fault of the store', () => {
  test.each([
    [
      'oauth2-proxy 1658: a read-only replica',
      "READONLY You can't write against a read only replica.",
      'READONLY',
    ],
    ['oauth2-proxy 1812: a slot that moved', 'MOVED 3999 127.0.0.1:6381', 'MOVED'],
    ['oauth2-proxy 2180: a refused password', 'WRONGPASS invalid username-password pair', 'WRONGPASS'],
    ['a missing login', 'NOAUTH Authentication required.', 'NOAUTH'],
    ['a store that is loading', 'LOADING Redis is loading the dataset in memory', 'LOADING'],
    ['a cluster that is down', 'CLUSTERDOWN The cluster is down', 'CLUSTERDOWN'],
  ])('is worth a new connection: %s', (_what, message, reason) => {
    expect(classifyStoreFault(named('ReplyError', message))).toMatchObject({ reason, retryable: true });
  });

  test.each([
    ['a store that is full', "OOM command not allowed when used memory > 'maxmemory'.", 'OOM'],
    ['a missing right', 'NOPERM this user has no permissions to run the command', 'NOPERM'],
    ['a key of another kind', 'WRONGTYPE Operation against a key', 'WRONGTYPE'],
    ['a broken script', 'ERR Error running script', 'ERR'],
    ['words of no known form', 'no upper-case word', 'ERR'],
  ])('is not worth a new connection: %s', (_what, message, reason) => {
    expect(classifyStoreFault(named('ReplyError', message))).toMatchObject({ reason, retryable: false });
  });

  test.each([
    ['a refused connection', named('Error', 'connect', 'ECONNREFUSED'), 'ECONNREFUSED'],
    ['a reset', named('Error', 'read', 'ECONNRESET'), 'ECONNRESET'],
    ['a name that does not resolve', named('Error', 'getaddrinfo', 'ENOTFOUND'), 'ENOTFOUND'],
    [
      'oauth2-proxy 2099: TLS against a plain port',
      named('Error', 'ssl', 'ERR_SSL_WRONG_VERSION_NUMBER'),
      'ERR_SSL_WRONG_VERSION_NUMBER',
    ],
    ['a driver that gave up', named('MaxRetriesPerRequestError', 'Reached the max'), 'connection-refused'],
    ['oauth2-proxy 1630: an attempt that took too long', new AttemptTimeoutError(), 'timeout'],
    ['a closed connection', new Error('Connection is closed.'), 'connection-closed'],
  ])('is named by its kind: %s', (_what, error, reason) => {
    expect(classifyStoreFault(error)).toMatchObject({ reason, retryable: true });
  });

  test('of a driver that gave up is named by why it could not connect', () => {
    const gaveUp = named('MaxRetriesPerRequestError', 'Reached the max');
    const refused = named('ReplyError', 'WRONGPASS invalid username-password pair');
    expect(classifyStoreFault(gaveUp, named('Error', 'getaddrinfo', 'ENOTFOUND'))).toMatchObject({
      reason: 'ENOTFOUND',
      credentials: false,
    });
    expect(classifyStoreFault(gaveUp, refused)).toEqual({
      reason: 'WRONGPASS',
      retryable: true,
      credentials: true,
    });
  });

  test('of an attempt during which the password was refused again and again is the refusal', () => {
    const refused = named('ReplyError', 'WRONGPASS invalid username-password pair');
    expect(classifyStoreFault(new AttemptTimeoutError(), refused)).toEqual({
      reason: 'WRONGPASS',
      retryable: true,
      credentials: true,
    });
    expect(classifyStoreFault(new AttemptTimeoutError(), named('Error', 'read', 'ECONNRESET'))).toEqual({
      reason: 'timeout',
      retryable: true,
      credentials: false,
    });
  });

  test('that is no error is not tried again', () => {
    expect(classifyStoreFault('text')).toMatchObject({ reason: 'unknown', retryable: false });
  });

  test('never repeats a message or a command, which can hold a cookie or a password', () => {
    const secret = 'hunter2hunter2';
    const errors = [
      Object.assign(named('ReplyError', `WRONGPASS ${secret}`), {
        command: { name: 'auth', args: [secret] },
      }),
      named('ReplyError', secret),
      named('Error', secret),
      named('Error', 'x', secret),
    ];
    for (const error of errors) expect(JSON.stringify(classifyStoreFault(error))).not.toContain(secret);
  });
});

test.each([
  ["NOPERM User app has no permissions to run the 'zadd' command", 'NOPERM command zadd'],
  [
    "ERR ACL failure in script: User app has no permissions to run the 'time' command script: ab, on @user_script:3.",
    'NOPERM command time',
  ],
  ['ERR ACL failure in script: No permissions to access a key', 'NOPERM key'],
  [
    'ERR This Redis command is not allowed from script script: ab, on @user_script:1.',
    'ERR command not allowed from script',
  ],
  ["ERR unknown command 'EVALSHA', with args beginning with: 'alice' ", 'ERR unknown command evalsha'],
  ["NOPERM User app has no permissions to run the 'alice secret' command", 'NOPERM'],
])('a refused command is named, its arguments are not: %s', (message, reason) => {
  const error = Object.assign(new Error(message), { name: 'ReplyError' });
  expect(classifyStoreFault(error)).toEqual({ reason, retryable: false, credentials: false });
});
