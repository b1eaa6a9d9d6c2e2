/** Why a message between the planes was refused. Shown to operators; the message itself is never trusted. */
export type ProtocolProblem =
  | "malformed"
  | "bad-signature"
  | "wrong-audience"
  | "wrong-deployment"
  | "old-epoch"
  | "broken-chain"
  | "missing-delta"
  | "rollback"
  | "schema-version"
  | "wrong-target"
  | "expired"
  | "replayed";

export class ProtocolError extends Error {
  readonly problem: ProtocolProblem;

  constructor(problem: ProtocolProblem, what: string) {
    super(`${what}: ${problem}`);
    this.name = "ProtocolError";
    this.problem = problem;
  }
}
