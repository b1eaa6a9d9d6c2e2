import { setTimeout as pause } from "node:timers/promises";

type Caller = { id: string; defaultProfile: { id: string; token: string } };

/** Calls a path again and again, and remembers every answer that is no 200. */
export class Callers {
  readonly #headers: Record<string, string>;
  readonly #failed: string[] = [];
  readonly #running: Promise<void>;
  #url: string;
  #count = 0;
  #isEnding = false;

  constructor(url: string, { id, defaultProfile }: Caller) {
    this.#url = url;
    const { id: profileId, token } = defaultProfile;
    this.#headers = { "x-client-id": id, "x-profile-id": profileId, authorization: `Bearer ${token}` };
    this.#running = this.#run();
  }

  /** Calls so far. */
  get count(): number {
    return this.#count;
  }

  /** As a balancer does when a gateway is restarted: later calls go there. */
  turnTo(url: string): void {
    this.#url = url;
  }

  /** Settles after so many more calls. */
  async some(more: number): Promise<void> {
    const until = this.#count + more;
    // Not by awaiting the call under way: between two calls that one is settled, and no timer would ever have its turn.
    while (this.#count < until) await pause(5);
  }

  /** @returns what was no 200 */
  async end(): Promise<readonly string[]> {
    this.#isEnding = true;
    await this.#running;
    return this.#failed;
  }

  async once(): Promise<number> {
    const answer = await fetch(`${this.#url}/turn/a`, { headers: this.#headers });
    await answer.text();
    return answer.status;
  }

  async #run(): Promise<void> {
    while (!this.#isEnding) {
      const said = await this.once().catch(
        (error: unknown) => `${String(error)} (${String((error as Error).cause)})`,
      );
      if (said !== 200) this.#failed.push(String(said));
      this.#count += 1;
      // Other processes start and stop beside it on the same cores.
      await pause(5);
    }
  }
}
