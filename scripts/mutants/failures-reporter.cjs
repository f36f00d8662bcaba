const { writeFileSync } = require('node:fs');

/** Writes the failed tests of each file as they come: after `--bail`, jest writes no result of its own. */
module.exports = class FailuresReporter {
  constructor(_global, options) {
    this.file = options.file;
    this.failed = [];
  }

  onTestResult(test, result) {
    const failed = result.testResults.filter(({ status }) => status === 'failed');
    if (failed.length === 0 && result.testExecError === undefined && result.failureMessage === null)
      return;
    // Without one that failed, the file could not even be loaded.
    const names = failed.length === 0 ? ['does not load'] : failed.map((one) => one.fullName);
    this.failed.push(...names.map((name) => ({ file: test.path, name })));
    writeFileSync(this.file, JSON.stringify(this.failed));
  }
};
