/** Runs a command-line tool that reports its findings on standard output. */
import { spawn } from 'node:child_process';

/**
 * Runs a tool that says by its exit code whether it found anything.
 * @param input for its standard input
 * @returns what it wrote to standard output
 * @throws Error when it wrote nothing there and did not end with 0: then it has not worked
 */
export async function runTool(command: string, args: readonly string[], input = ''): Promise<string> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let [output, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors += text;
  });
  child.stdin.end(input);
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code !== 0 && output.trim() === '') throw new Error(`${command} ended with ${code}: ${errors}`);
  return output;
}
