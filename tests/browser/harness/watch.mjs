/** Everything a page complains about. */

/**
 * Expected: nobody is logged in yet, and the browser notes the refusal by itself.
 * @type {{ text: RegExp, url: RegExp }[]}
 */
const EXPECTED = [{ text: /status of 401/, url: /\/api\/auth\/refresh\/$/ }];

export class Watch {
  /** @type {string[]} */
  lines = [];
  /** @type {string[]} */
  faults = [];
  #page;

  /** @param {import('playwright-core').Page} page */
  constructor(page) {
    this.#page = page;
  }

  async begin() {
    const page = this.#page;
    page.on('console', (message) => {
      const { url } = message.location();
      const line = `console.${message.type()}: ${message.text()} (${url})`;
      this.lines.push(line);
      if (message.type() !== 'error' && message.type() !== 'warning') return;
      if (EXPECTED.some((known) => known.text.test(message.text()) && known.url.test(url))) return;
      this.faults.push(line);
    });
    page.on('pageerror', (error) => {
      this.lines.push(`exception: ${error.stack ?? error.message}`);
      this.faults.push(`exception: ${error.message}`);
    });
    page.on('requestfailed', (request) => {
      this.lines.push(`failed: ${request.url()} ${request.failure()?.errorText ?? ''}`);
    });
    page.on('response', (response) => {
      if (response.status() < 500) return;
      this.faults.push(`status ${response.status()}: ${response.url()}`);
    });
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(
          `content security policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`,
        );
      });
    });
  }

  /** Faults since the last call. */
  take() {
    const faults = this.faults;
    this.faults = [];
    return faults;
  }
}
