import config from '../../jest.config.js';

const [unit] = config.projects;

/**
 * What is run against every mutant: the unit tests, and the integration tests that need no more than a Valkey and
 * have no faults to wait for. The fastest tests that could notice come first to be asked.
 */
export default {
  ...unit,
  rootDir: process.cwd(),
  testMatch: ['<rootDir>/test/unit/**/*.test.ts', '<rootDir>/test/integration/**/*.test.ts'],
  testPathIgnorePatterns: [
    '/test/unit/(bench|cli|docs|lib|local|runner|setup)/',
    '/test/integration/(aws-calls|bench|elasticache-token|snippets-.*)',
  ],
};
