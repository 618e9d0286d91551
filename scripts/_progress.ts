import type { Host } from "../src/io/host.ts";
import { plain } from "../src/report/plain.ts";
import type { FormatName, Style } from "../src/report/format.ts";

/** What a person sees while a command runs: lines as they come true, and what takes its time. */
export class Progress {
  readonly #host: Host;
  readonly #toOutput: boolean;
  readonly #silent: boolean;
  readonly style: Style;

  constructor(
    host: Host,
    options: {
      readonly format: FormatName;
      readonly quiet: boolean;
      readonly output?: string;
      readonly style: Style;
    },
  ) {
    this.#host = host;
    // In another format nothing but the report goes to standard output.
    this.#toOutput = options.format === "text" && options.output === undefined;
    this.#silent = options.quiet;
    this.style = options.style;
  }

  /** A line that is true now. */
  say(line: string): void {
    if (this.#silent) return;
    if (this.#toOutput) this.#host.terminal.print(plain(line) + "\n");
    else this.#host.terminal.note(plain(line) + "\n");
  }

  /** A line about the run itself, to standard error. */
  note(line: string): void {
    if (!this.#silent) this.#host.terminal.note(plain(line) + "\n");
  }

  /** Runs something; on a terminal what takes longer than half a second is shown with its seconds. */
  async during<T>(label: string | (() => string), work: Promise<T>): Promise<T> {
    if (this.#silent || !this.#host.terminal.interactive) return await work;
    const { clock, terminal } = this.#host;
    const start = clock.seconds();
    let over = false;
    let shown = false;
    const ticker = (async () => {
      await clock.sleep(500);
      while (!over) {
        terminal.note(
          `\r${plain(typeof label === "string" ? label : label())}  ${
            Math.round(clock.seconds() - start)
          } s `,
        );
        shown = true;
        await clock.sleep(500);
      }
    })();
    try {
      return await work;
    } finally {
      over = true;
      if (shown) terminal.note("\r\x1b[K");
      void ticker;
    }
  }
}
