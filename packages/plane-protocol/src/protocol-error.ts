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

/** What it may come from, and where to look: the operator reads this in logs and reports. */
const advice: Readonly<Record<ProtocolProblem, string>> = {
  malformed: "no message of Zerq's: find out who else writes to Redis",
  "bad-signature":
    "forged, or of keys that differ: compare CONFIG_VERIFY_KEYS and SNAPSHOT_KEY with management's",
  "wrong-audience": "for another group or service: check GATEWAY_GROUP, and who writes to Redis",
  "wrong-deployment": "of another deployment: check ZERQ_DEPLOYMENT_ID and REDIS_URL",
  "old-epoch": "from before the database was restored: find out who repeats it",
  "broken-chain":
    "of another history: one database for each Redis, and none that was restored without notice",
  "missing-delta": "signed but not to be had: check that management runs, and reaches MongoDB and Redis",
  rollback: "management's database is older than the config in force: was it restored from a backup?",
  "schema-version": "made by a later version of Zerq: upgrade this service first",
  "wrong-target": "for another process, or for an earlier run of this one",
  expired: "too late, or clocks that differ",
  replayed: "taken once already: find out who repeats it",
};

export class ProtocolError extends Error {
  readonly problem: ProtocolProblem;

  constructor(problem: ProtocolProblem, what: string) {
    super(`${what}: ${problem} (${advice[problem]})`);
    this.name = "ProtocolError";
    this.problem = problem;
  }
}
