import { expect, test } from '@jest/globals';
import { AwsCallError } from '../../../cli/aws/aws-call.ts';
import { CliError, DeclinedError, OperationError, SetupError } from '../../../cli/cli-error.ts';
import { NoAnswerError } from '../../../cli/http/no-answer-error.ts';
import { LoginRefusedError } from '../../../cli/site/site.ts';

// docs/command-line.md, "Exit codes".
test.each([
  [new OperationError('x'), 1],
  [new NoAnswerError(new URL('http://localhost'), 100, undefined), 1],
  [new LoginRefusedError('x'), 1],
  [new SetupError('x'), 2],
  [new AwsCallError('other', 'x', undefined), 2],
  [new DeclinedError('x'), 3],
])('%p ends the process with %i', (error, exitCode) => {
  expect(error).toBeInstanceOf(CliError);
  expect(error.exitCode).toBe(exitCode);
  expect(error.name).toMatch(/Error$/);
});
