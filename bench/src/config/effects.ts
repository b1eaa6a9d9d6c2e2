const PATIENCE_MS = 60_000;

/** Since when each gateway has had which version, in ms of the machine's clock. */
export class Effects {
  /** By gateway, in the order of the versions. */
  readonly #swaps = new Map<string, { version: number; at: number }[]>();
  #look: () => void = () => {};

  add(gateway: string, version: number, at: number): void {
    const swaps = this.#swaps.get(gateway) ?? [];
    swaps.push({ version, at });
    this.#swaps.set(gateway, swaps);
    this.#look();
  }

  /** Forgets what is over, so that a long run holds only what is asked for; the last one says what is in force. */
  forget(): void {
    for (const [gateway, swaps] of this.#swaps) this.#swaps.set(gateway, swaps.slice(-1));
  }

  /** Waits until `count` gateways have a version. @returns since when each of them has had it. @throws Error after a minute */
  all(version: number, count: number): Promise<number[]> {
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(
        () =>
          reject(new Error(`version ${version} is in force at ${this.#since(version).length} of ${count}`)),
        PATIENCE_MS,
      );
      this.#look = () => {
        const moments = this.#since(version);
        if (moments.length < count) return;
        clearTimeout(deadline);
        this.#look = () => {};
        resolve(moments);
      };
      this.#look();
    });
  }

  #since(version: number): number[] {
    return [...this.#swaps.values()].flatMap((swaps) => {
      // What was asked for last is near the end.
      if ((swaps.at(-1)?.version ?? -1) < version) return [];
      return swaps.find((swap) => swap.version >= version)?.at ?? [];
    });
  }
}
