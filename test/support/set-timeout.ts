import { jest } from '@jest/globals';

// How long a test of the layer may take: jest.config.js.
jest.setTimeout((globalThis as unknown as { TEST_TIMEOUT_MS: number }).TEST_TIMEOUT_MS);
