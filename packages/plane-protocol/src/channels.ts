import type { Audience } from "./delta.ts";

/** Names in Redis. Keys that one script touches share a hash tag, so that they live in one slot of a cluster. */

/** Hash: version → signed delta. */
export const deltaKey = (audience: Audience) => `zerq:{cfg:${audience}}:deltas`;
/** String: the newest published version; what the publishing script keeps in order. */
export const versionKey = (audience: Audience) => `zerq:{cfg:${audience}}:version`;
/** String: the signed head, renewed every 5 s. */
export const headKey = (audience: Audience) => `zerq:{cfg:${audience}}:head`;
/** String: a signed full snapshot. */
export const fullKey = (audience: Audience) => `zerq:{cfg:${audience}}:full`;
/** Channel: signed deltas in order; the names of large ones (large-delta.ts), which are pulled. */
export const deltaChannel = (audience: Audience) => `zerq:{cfg:${audience}}:channel`;

/** Hash: instance id → sealed report of a gateway worker. */
export const gatewayReportsKey = "zerq:{gateways}:reports";
/** Channel: sealed reports as they are made. */
export const gatewayReportsChannel = "zerq:{gateways}:channel";

/** Channel: signed and sealed commands to one gateway worker, which is the only one that takes them. */
export const commandChannel = (workerId: string) => `zerq:{gateways}:commands:${workerId}`;
/** Channel: what management's clock said when it heard a report of this worker, signed (clock-answer.ts). */
export const clockChannel = (workerId: string) => `zerq:{gateways}:clock:${workerId}`;
/** Channel: sealed answers of gateway workers to commands. */
export const commandAnswersChannel = "zerq:{gateways}:answers";

/** Stream: sealed batches of request-log entries in the field `b`. */
export const requestLogStream = "zerq:{logs}:requests";
/** Most batches that wait in the stream; older ones are dropped by Redis when management is away for long. */
export const REQUEST_LOG_STREAM_LENGTH = 100_000;
