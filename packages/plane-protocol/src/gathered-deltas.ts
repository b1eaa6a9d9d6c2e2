/** From so many characters on, or so many messages, what has come is taken without waiting for more. */
const MOST_CHARACTERS = 4 * 1024 * 1024;
const MOST_MESSAGES = 256;

/** Published messages that wait for the end of a burst, in the order in which they came. */
export class GatheredDeltas {
  #texts: string[] = [];
  #characters = 0;

  /** @returns whether no more should be gathered before these are taken */
  add(text: string): boolean {
    this.#texts.push(text);
    this.#characters += text.length;
    return this.#texts.length >= MOST_MESSAGES || this.#characters >= MOST_CHARACTERS;
  }

  takeAll(): readonly string[] {
    const texts = this.#texts;
    this.#texts = [];
    this.#characters = 0;
    return texts;
  }
}
