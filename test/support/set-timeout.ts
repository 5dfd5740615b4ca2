/** Sets how long a test of the layer may take, as jest.config.js says. */
import { jest } from '@jest/globals';

jest.setTimeout((globalThis as unknown as { TEST_TIMEOUT_MS: number }).TEST_TIMEOUT_MS);
