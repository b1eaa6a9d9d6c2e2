/** What a request may be answered with. */
export type Rule = { status: number; marker?: number };
export type Answered = { status: number; marker: number };

/**
 * Something that is called while its rule changes. A request may be answered by the rule that was in force, and acknowledged so,
 * when it began, or by any that was on its way since; by an older one never.
 */
export class Subject {
  readonly #rules: Rule[];
  #settled = 0;

  constructor(rule: Rule) {
    this.#rules = [rule];
  }

  /** A change is being sent. */
  begin(rule: Rule): void {
    this.#rules.push(rule);
  }

  /** The last change was acknowledged as applied by every gateway. */
  applied(): void {
    this.#settled = this.#rules.length - 1;
  }

  /** A request begins. @returns what says of its answer whether it is right */
  expect(): (answer: Answered) => boolean {
    const from = this.#settled;
    return ({ status, marker }) => {
      const rules = this.#rules.slice(from);
      // What is under way when its access ends is cut.
      if (status === 0) return rules.length > 1;
      return rules.some((rule) => rule.status === status && marker >= (rule.marker ?? marker));
    };
  }

  describe(): string {
    return this.#rules
      .slice(-3)
      .map(({ status, marker }) => (marker === undefined ? status : `${status} of ${marker}`))
      .join(", then ");
  }
}
