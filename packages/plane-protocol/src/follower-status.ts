/** Where a follower stands, for reports and metrics. */
export type FollowerStatus = {
  /** The version in force; 0 before the first. */
  version: number;
  hash: string;
  epoch: number;
  /** Whether a verified snapshot or delta is in force. An empty deployment is loaded at version 0. */
  loaded: boolean;
  /** The newest version that a signed head has named; above `version` while this follower is behind. */
  headVersion: number;
  /** Time of the last verified head by management's clock, in ms; null before the first. */
  headTime: number | null;
  lastError: string | null;
  /** Where the newest word has come from; what was kept counts only until Redis has been read. */
  source: "none" | "kept" | "redis";
};
