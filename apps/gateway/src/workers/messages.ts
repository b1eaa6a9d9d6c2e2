/** What a worker tells the primary. The other direction is signals. */
export type WorkerMessage =
  /** It has a verified snapshot and listens. */
  | { readonly zerq: "ready" }
  /** Its config has become too old to be enforced; `ready` follows when it no longer is. */
  | { readonly zerq: "stale" }
  /** It can't serve at all, and neither could its successor: the sentence is for whoever started the gateway. */
  | { readonly zerq: "fatal"; readonly reason: string };

export function isWorkerMessage(message: unknown): message is WorkerMessage {
  return typeof message === "object" && message !== null && "zerq" in message;
}
