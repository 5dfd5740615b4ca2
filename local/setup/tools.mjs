// Installs the programs of `npm run test:tools` in .local/tools, exactly as test/tools/packages pins them. From PyPI come
// checkov and parliament, from npm cfn-guard. Where there are the commands to build them, AWS's Lambda emulator (Go) and the
// native part of its runtime client (C++) are built. There is nothing to do when all is there.

import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { missingBuildTools } from './build-tools.mjs';
import { withSetupLock } from './exclusive.mjs';
import { findPython } from './find-python.mjs';
import { registryAdvice } from './registry-advice.mjs';
import { LOCAL, ROOT, runStep, SetupError, SetupStopped } from './step.mjs';
import { stopSignal } from './stop-signal.mjs';

const PINS = join(ROOT, 'test', 'tools', 'packages');
const TOOLS = join(LOCAL, 'tools');
const VENV = join(TOOLS, 'venv');
const NPM = join(TOOLS, 'npm');
const EMULATOR = join(TOOLS, 'emulator');
const RUNTIME_CLIENT = join(TOOLS, 'runtime-client');
const GO_PACKAGE = 'github.com/aws/aws-lambda-runtime-interface-emulator/cmd/aws-lambda-rie';

async function installPython(signal) {
  await unlessDone(VENV, ['requirements.lock'], async () => {
    await runStep(
      'Python environment, in .local/tools',
      'tools-venv',
      findPython(),
      ['-m', 'venv', VENV],
      signal,
    );
    const python = join(VENV, 'bin', 'python');
    const pip = ['-m', 'pip', '--disable-pip-version-check', '--no-input', 'install'];
    const options = ['--no-deps', '--no-compile', '--require-hashes', '-r', join(PINS, 'requirements.lock')];
    await runStep('checkov and parliament, into it', 'tools-pip', python, [...pip, ...options], signal, {
      advice: registryAdvice(`${python} -m pip config list`),
    });
  });
}

async function installNpm(signal) {
  await unlessDone(NPM, ['package-lock.json'], async () => {
    mkdirSync(NPM, { recursive: true });
    for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(PINS, file), join(NPM, file));
    // Without its peers, which would be the CDK once more; and no script runs here, nor elsewhere in the project.
    const options = ['--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund'];
    await runStep('cfn-guard and the Lambda runtime client', 'tools-npm', 'npm', ['ci', ...options], signal, {
      cwd: NPM,
      advice: registryAdvice('npm config get registry'),
    });
  });
}

async function buildEmulator(signal) {
  await unlessDone(EMULATOR, ['go.mod', 'go.sum'], async () => {
    const args = ['build', '-mod=readonly', '-o', join(EMULATOR, 'aws-lambda-rie'), GO_PACKAGE];
    await runStep('The Lambda emulator', 'tools-emulator', 'go', args, signal, {
      cwd: PINS,
      advice: registryAdvice('go env GOPROXY'),
    });
  });
}

/**
 * As the package's own scripts do it, but for the last step: node-gyp would download Node's headers from nodejs.org. The
 * addon uses the stable Node-API only, whose headers npm has; those of V8 and libuv it includes and does not use.
 */
async function buildRuntimeClient(signal) {
  await unlessDone(RUNTIME_CLIENT, ['package-lock.json'], async () => {
    const modules = join(NPM, 'node_modules');
    const source = join(modules, 'aws-lambda-ric');
    await runStep(
      "The Lambda runtime client's libraries",
      'tools-runtime-client-libraries',
      'sh',
      [join(source, 'scripts', 'preinstall.sh')],
      signal,
      { cwd: source },
    );
    const unused = join(RUNTIME_CLIENT, 'unused-headers');
    mkdirSync(unused, { recursive: true });
    for (const header of ['uv.h', 'v8.h', 'node.h']) writeFileSync(join(unused, header), '');
    const built = join(source, 'deps', 'artifacts');
    await runStep(
      'The Lambda runtime client',
      'tools-runtime-client',
      'g++',
      [
        ...['-std=c++17', '-O2', '-shared', '-fPIC', '-DNODE_GYP_MODULE_NAME=rapid_client'],
        ...['-I', unused, '-I', join(modules, 'node-api-headers', 'include')],
        ...['-I', join(modules, 'node-addon-api'), '-I', join(built, 'include')],
        ...[
          '-o',
          join(RUNTIME_CLIENT, 'rapid-client.node'),
          join(source, 'src', 'native', 'rapid-client.cc'),
        ],
        ...[join(built, 'lib', 'libaws-lambda-runtime.a'), join(built, 'lib', 'libcurl.a'), '-pthread'],
      ],
      signal,
    );
    for (const file of ['index.mjs', 'package.json'])
      copyFileSync(join(source, file), join(RUNTIME_CLIENT, file));
  });
}

/** Does `work` for an empty `folder`, unless it was done there to the end for these very pins. */
async function unlessDone(folder, pins, work) {
  const mark = join(folder, '.done');
  const wanted = createHash('sha256').update(`${folder}\0`);
  for (const pin of pins) wanted.update(readFileSync(join(PINS, pin)));
  const state = wanted.digest('hex');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === state) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(TOOLS, { recursive: true });
  await work();
  writeFileSync(mark, state);
}

async function install(signal) {
  const builds = missingBuildTools() === undefined;
  const npm = async () => {
    await installNpm(signal);
    if (builds) await buildRuntimeClient(signal);
  };
  const python = async () => {
    if (builds) await buildEmulator(signal);
    await installPython(signal);
  };
  await Promise.all([npm(), python()]);
}

const ending = new AbortController();
const stop = stopSignal((reason) => ending.abort(new SetupStopped(reason)));
try {
  await withSetupLock(() => install(ending.signal), ending.signal);
} catch (error) {
  // Of the two that run side by side the other one would go on.
  ending.abort(error);
  if (!(error instanceof SetupError || error instanceof SetupStopped)) throw error;
  process.stderr.write(`The set-up ended: ${error.message}\n`);
  process.exitCode = error.exitCode ?? 1;
} finally {
  stop.forget();
}
