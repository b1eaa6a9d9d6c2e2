import { MOST_CAPTURED_BYTES } from "@zerq/plane-protocol/captured";
import type { GatewayEntity, HeaderRule } from "@zerq/plane-protocol/gateway-entities";

/** What the log keeps of a route's requests, compiled. */
export type CapturePlan = {
  readonly headers: boolean;
  readonly requestBody: boolean;
  readonly responseBody: boolean;
  /** Of each body. */
  readonly maxBytes: number;
  /** Names that hold secrets of this route, in lower case, besides those that always do. */
  readonly secretNames: ReadonlySet<string>;
};

/**
 * @param rules of the collection and the proxy: what takes its value from outside of the config is a secret
 * @param credentialName of the header or query parameter that carries the credential
 * @returns undefined when nothing is to be kept, which is what a request then costs
 */
export function compileCapture(
  capture: GatewayEntity<"proxy">["capture"],
  rules: readonly HeaderRule[],
  credentialName: string | undefined,
): CapturePlan | undefined {
  if (capture === undefined) return undefined;
  const { headers, requestBody, responseBody } = capture;
  if (!headers && !requestBody && !responseBody) return undefined;
  const names = rules.flatMap(({ name, value }) =>
    value !== undefined && !("sealed" in value) ? [name.toLowerCase()] : [],
  );
  if (credentialName !== undefined) names.push(credentialName.toLowerCase());
  const maxBytes = Math.min(capture.maxBytes, MOST_CAPTURED_BYTES);
  return { headers, requestBody, responseBody, maxBytes, secretNames: new Set(names) };
}
