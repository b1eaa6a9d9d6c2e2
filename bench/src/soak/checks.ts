import { type Ask, type Asked, ask } from "./ask.ts";
import type { Findings } from "./findings.ts";

let nonces = 0;

export function newNonce(): string {
  return `n${nonces++}`;
}

/** Requests whose answers are held to what they must be. */
export class Checks {
  readonly url: string;
  readonly findings: Findings;

  constructor(url: string, findings: Findings) {
    this.url = url;
    this.findings = findings;
  }

  /** @param wanted the only statuses that are right */
  async answer(
    who: string,
    path: string,
    wanted: readonly number[],
    options: Ask,
  ): Promise<Asked & { marker: string }> {
    const nonce = newNonce();
    const answer = await ask(`${this.url}${path}?nonce=${nonce}`, options);
    this.findings.count(who, answer.status);
    if (!wanted.includes(answer.status))
      this.findings.wrong(
        `${who} ${path}: ${answer.status} instead of ${wanted.join("/")} ${answer.problem}`,
      );
    return { ...answer, marker: `${options.caller?.clientId} ${nonce}` };
  }

  /** A 200 with this caller's and this request's marker: one of another is the worst that can happen. */
  async own(who: string, path: string, options: Ask, isRight: (rest: string) => boolean): Promise<void> {
    const { status, body, isWhole, marker, problem } = await this.answer(who, path, [200], options);
    if (status !== 200) return;
    if (isWhole && body.startsWith(`${marker} `) && isRight(body.slice(marker.length + 1))) return;
    this.findings.wrong(
      `${who} ${path}: ${body.length} bytes, whole ${isWhole}: ${body.slice(0, 80)} ${problem}`,
    );
  }
}
