import { inspect } from "node:util";

const REDACTED = "[secret]";

/**
 * A value that can't be printed: string conversion, JSON and `util.inspect` all give `[secret]`.
 * The one way to the value is `reveal()`, which is easy to search for in a review.
 */
export class Secret<T = string> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [Symbol.toPrimitive](): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}
