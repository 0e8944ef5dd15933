/** Names the tests that passed only when Vitest tried them again: its own reports do not. */
import type { Reporter, TestCase } from 'vitest/node';
import { FLAKY } from './flaky';

export default class FlakyReporter implements Reporter {
  onTestCaseResult(test: TestCase): void {
    if (test.diagnostic()?.flaky)
      console.log(`${FLAKY}${test.module.relativeModuleId}: ${test.fullName}`);
  }
}
