import { type AwsFault, explainAwsError } from './aws-error.ts';

/** A call to AWS failed; the message says which and what would help, in one line. */
export class AwsCallFailed extends Error {
  override readonly name = 'AwsCallFailed';
  readonly fault: AwsFault;
  constructor(fault: AwsFault, message: string, cause: unknown) {
    super(message, { cause });
    this.fault = fault;
  }
}

/** What is asked of AWS, for whoever reads that it failed. */
export interface Asked {
  /** Such as `the schedule`. */
  readonly what: string;
  /** The right that the call needs, such as `scheduler:GetSchedule`. */
  readonly needs: string;
}

/** Makes a call to AWS. @throws {AwsCallFailed} */
export async function askAws<T>(asked: Asked, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const [fault, why] = explainAwsError(error, asked.needs);
    throw new AwsCallFailed(fault, `${asked.what}: ${why}`, error);
  }
}
