import { refusePresentKey } from "@zerq/env/previous-keys";
import type { GatewaySettings } from "./env.ts";

/**
 * What is wrong with settings that are each fine by themselves.
 * @throws Error with one sentence
 */
export function refuseSettings(settings: GatewaySettings): void {
  const { SNAPSHOT_KEY, SNAPSHOT_KEYS_PREVIOUS } = settings;
  refusePresentKey(["SNAPSHOT_KEY", "SNAPSHOT_KEYS_PREVIOUS"], SNAPSHOT_KEY, SNAPSHOT_KEYS_PREVIOUS);
  if ((settings.GATEWAY_TLS_CERTIFICATE !== "") !== (settings.GATEWAY_TLS_KEY.reveal() !== ""))
    throw new Error("GATEWAY_TLS_CERTIFICATE and GATEWAY_TLS_KEY go together; one of them is missing.");
  const mode = plainListenerMode(settings);
  if (mode === "off" && !hasTlsListener(settings))
    throw new Error(
      "GATEWAY_PLAIN_LISTENER=off leaves no listener without GATEWAY_TLS_CERTIFICATE or GATEWAY_TLS_DIRECTORY.",
    );
  if (mode === "any" && settings.NODE_ENV === "production")
    throw new Error(
      "GATEWAY_PLAIN_LISTENER must be off or trusted in production: tokens must not travel in the clear.",
    );
  if (settings.GATEWAY_PROXY_PROTOCOL === "trusted" && settings.TRUSTED_PROXIES.isEmpty)
    throw new Error("GATEWAY_PROXY_PROTOCOL=trusted needs the balancers' addresses in TRUSTED_PROXIES.");
}

/** Whether certificates are configured, wherever they come from. */
export function hasTlsListener(settings: GatewaySettings): boolean {
  return settings.GATEWAY_TLS_CERTIFICATE !== "" || settings.GATEWAY_TLS_DIRECTORY !== "";
}

/** Whom the plain listener answers. In production nobody but the peers in TRUSTED_PROXIES, unless it is off. */
export function plainListenerMode(settings: GatewaySettings): "any" | "trusted" | "off" {
  const { GATEWAY_PLAIN_LISTENER: mode, NODE_ENV } = settings;
  if (mode === "on") return "any";
  if (mode !== "") return mode;
  return NODE_ENV === "production" ? "trusted" : "any";
}
