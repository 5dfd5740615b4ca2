// One project a layer, so that each runs alone: `npm run test:unit`, `npm run test:integration`, …
const layer = (name, extra = {}) => ({
  displayName: name,
  testEnvironment: 'node',
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
  globalSetup: '<rootDir>/test/e2e/start-everything.ts',
  globalTeardown: '<rootDir>/test/e2e/stop-everything.ts',
};

export default {
  projects: [
    layer('unit'),
    layer('property'),
    layer('integration'),
    layer('faults'),
    layer('model'),
    layer('stack'),
    layer('tools'),
    layer('e2e', wholeSystem),
    layer('threats', wholeSystem),
  ],
};
