// One project a layer, so that each runs alone: `npm run test:unit`, `npm run test:integration`, …
const layer = (name, { timeoutMs = 30_000, ...extra } = {}) => ({
  displayName: name,
  testEnvironment: 'node',
  // The machine may be slow; what is promised within a time says so itself. Jest passes over a project's `testTimeout`.
  globals: { TEST_TIMEOUT_MS: timeoutMs },
  setupFilesAfterEnv: ['<rootDir>/test/support/set-timeout.ts'],
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  extensionsToTreatAsEsm: ['.ts'],
  modulePathIgnorePatterns: ['<rootDir>/.local/', '<rootDir>/cdk.out/'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } },
    ],
  },
  ...extra,
});

// The first of these starts a whole system, the last ends it; in between they use the same one.
const wholeSystem = {
  // A page view may take seconds where the machine has other work.
  timeoutMs: 60_000,
  globalSetup: '<rootDir>/test/system/start-everything.ts',
  globalTeardown: '<rootDir>/test/system/stop-everything.ts',
};

export default {
  projects: [
    layer('unit'),
    layer('property'),
    layer('integration'),
    layer('faults'),
    layer('model'),
    layer('stack'),
    // A tool takes a minute for all variants, and more on a slow machine.
    layer('tools', { timeoutMs: 900_000 }),
    layer('system', { ...wholeSystem, testPathIgnorePatterns: ['/operations/'] }),
    layer('operations', { ...wholeSystem, testMatch: ['<rootDir>/test/system/operations/*.test.ts'] }),
    // Not in npm test: they take packages of the system, see test/third-party.ts.
    layer('wikis'),
  ],
};
