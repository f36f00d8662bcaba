import type { Browser } from 'playwright-core';
import { Installation } from '../../support/installation';
import { startBrowser } from './chromium';
import { reader, type Look, type Reader } from './reader';

/** A running installation and a browser, for one file of tests. */
export class Stack {
  private readonly readers: Reader[] = [];

  private constructor(
    readonly installation: Installation,
    private readonly browser: Browser,
  ) {}

  static async start(): Promise<Stack> {
    const installation = await Installation.make();
    const [browser] = await Promise.all([startBrowser(), installation.must('up', '--detach')]);
    return new Stack(installation, browser);
  }

  /** Starts a drill in which nobody is simulated; gives its id. */
  async drill(scenario: string, ...options: readonly string[]): Promise<string> {
    return await this.installation.must('drill', scenario, '--detach', ...options);
  }

  /** Lets a person in, in a browser of their own. */
  async reader(person: string, look: Look = {}): Promise<Reader> {
    const found = await reader(this.browser, this.installation, person, look);
    this.readers.push(found);
    return found;
  }

  /** What any page threw, or wrote into its console as an error. */
  faults(): readonly string[] {
    return this.readers.flatMap((one) => one.faults);
  }

  async end(): Promise<void> {
    await this.browser.close();
    await this.installation.remove();
  }
}
