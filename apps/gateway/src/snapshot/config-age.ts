/** Milliseconds between two looks. */
const LOOK_MS = 250;

/**
 * Whether the config may be too old to be enforced: by the time of the newest head that management has signed, or, where a
 * clock was set back, by how long this process has seen no newer one. No head at all is too old.
 */
export class ConfigAge {
  readonly #maxMs: number;
  readonly #headTime: () => number | null;
  #newest: number | null = null;
  #seenAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #isStale: boolean;
  /** Called when it has become too old, and when it no longer is. */
  onChange: (isStale: boolean) => void = () => undefined;

  /**
   * @param maxMs 0: any age will do
   * @param headTime when the newest verified head was signed, in ms by management's clock; null before the first
   */
  constructor(maxMs: number, headTime: () => number | null) {
    this.#maxMs = maxMs;
    this.#headTime = headTime;
    this.#isStale = maxMs > 0;
  }

  /** As of the last look: a request only reads it. */
  get isStale(): boolean {
    return this.#isStale;
  }

  start(): void {
    if (this.#maxMs === 0) return;
    this.look();
    this.#timer = setInterval(() => this.look(), LOOK_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  look(): void {
    const headTime = this.#headTime();
    if (headTime !== this.#newest) {
      this.#newest = headTime;
      this.#seenAt = performance.now();
    }
    const isStale =
      this.#maxMs > 0 &&
      (headTime === null || Math.max(Date.now() - headTime, performance.now() - this.#seenAt) > this.#maxMs);
    if (isStale === this.#isStale) return;
    this.#isStale = isStale;
    this.onChange(isStale);
  }
}
