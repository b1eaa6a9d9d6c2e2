/** What a worker tells the primary. The other direction is signals. */
export type WorkerMessage =
  /** It has a verified snapshot and listens. */
  | { readonly zerq: "ready" }
  /** Its config has become too old to be enforced, or its clock can't be relied on; `ready` follows when that is over. */
  | { readonly zerq: "unready"; readonly why: "stale" | "clock" }
  /** It can't serve at all, and neither could its successor: the sentence is for whoever started the gateway. */
  | { readonly zerq: "fatal"; readonly reason: string };

export function isWorkerMessage(message: unknown): message is WorkerMessage {
  return typeof message === "object" && message !== null && "zerq" in message;
}
