import { pause } from "../../pause.ts";
import type { Management } from "./managements.ts";

const CHANGE_WITHIN_MS = 8_000;
const READ_WITHIN_MS = 4_000;

export type Acknowledged = { marker: number; version: number };

/** The one resource that it changes: the marker is a response header of this collection, and in its description. */
export type MarkedCollection = { id: string; revision: number };

/**
 * Changes one collection again and again through the REST API of whichever instance, each time to the next marker. What it knows
 * is what an operator would know: which changes were acknowledged, and with which versions.
 */
export class Writer {
  readonly acknowledged: Acknowledged[] = [];
  failed = 0;
  /** The newest marker that was sent, acknowledged or not. */
  sent = 0;
  /** The newest that is known to be committed. */
  committed = 0;
  /** The instance that is being asked at the moment. */
  asked: Management | undefined;
  readonly #managements: readonly Management[];
  readonly #token: () => Promise<string>;
  readonly #pick: <T>(items: readonly T[]) => T;
  #collection: MarkedCollection;
  #isRunning = false;
  #work: Promise<void> = Promise.resolve();

  constructor(options: {
    managements: readonly Management[];
    collection: MarkedCollection;
    token: () => Promise<string>;
    pick: <T>(items: readonly T[]) => T;
  }) {
    this.#managements = options.managements;
    this.#collection = options.collection;
    this.#token = options.token;
    this.#pick = options.pick;
  }

  start(betweenMs: number): void {
    this.#isRunning = true;
    this.#work = this.#run(betweenMs);
  }

  async stop(): Promise<void> {
    this.#isRunning = false;
    await this.#work;
  }

  async #run(betweenMs: number): Promise<void> {
    while (this.#isRunning) {
      await this.#changeOnce();
      await pause(betweenMs);
    }
  }

  async #changeOnce(): Promise<void> {
    const up = this.#managements.filter(({ isUp }) => isUp);
    if (up.length === 0) return;
    const management = this.#pick(up);
    this.sent += 1;
    const marker = this.sent;
    this.asked = management;
    try {
      const headers = [{ name: "X-Marker", direction: "response", op: "set", value: String(marker) }];
      const condition = { "if-match": `"${this.#collection.revision}"` };
      const body = { headers, description: `marker ${marker}` };
      const answer = await this.#call(management, "PATCH", CHANGE_WITHIN_MS, body, condition);
      this.#collection = (await answer.json()) as MarkedCollection;
      this.committed = marker;
      this.acknowledged.push({ marker, version: Number(answer.headers.get("zerq-config-version")) });
    } catch {
      this.failed += 1;
      await this.#look();
    } finally {
      this.asked = undefined;
    }
  }

  /** After a failure nobody knows whether the change was made. */
  async #look(): Promise<void> {
    for (const management of this.#managements.filter(({ isUp }) => isUp)) {
      try {
        const answer = await this.#call(management, "GET", READ_WITHIN_MS);
        const found = (await answer.json()) as MarkedCollection & { description: string };
        this.#collection = found;
        this.committed = Math.max(this.committed, Number(found.description.replace("marker ", "")));
        return;
      } catch {
        // The next one may know.
      }
    }
  }

  async #call(
    { url }: Management,
    method: string,
    withinMs: number,
    body?: object,
    headers = {},
  ): Promise<Response> {
    const answer = await fetch(`${url}/api/v1/collections/${this.#collection.id}`, {
      method,
      headers: {
        authorization: `Bearer ${await this.#token()}`,
        "content-type": "application/json",
        ...headers,
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(withinMs),
    });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    return answer;
  }
}
