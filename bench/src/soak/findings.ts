const KEPT = 30;

/** What was answered, and a sentence for each answer that must not have been. */
export class Findings {
  requests = 0;
  streams = 0;
  wrongCount = 0;
  readonly statuses = new Map<string, number>();
  readonly sentences: string[] = [];

  /** Counts an answer for the last table: who asked, and what came. */
  count(who: string, status: number): void {
    this.requests += 1;
    const key = `${who} ${status}`;
    this.statuses.set(key, (this.statuses.get(key) ?? 0) + 1);
  }

  wrong(sentence: string): void {
    this.wrongCount += 1;
    if (this.sentences.length < KEPT) this.sentences.push(`${new Date().toISOString()} ${sentence}`);
  }
}
