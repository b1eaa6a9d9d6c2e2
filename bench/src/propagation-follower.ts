// A follower of the gateways' audience in a process of its own, for bench/src/propagation.ts. It tells the moment at which
// each version took effect, in milliseconds of the machine's clock.
import { createVerifier, parsePublicKey } from "@zerq/crypto/signing";
import { gatewayEntities } from "@zerq/plane-protocol/gateway-entities";
import { startFollower } from "../../apps/management/test/data-paths/test-follower.ts";

export type Effect = { version: number; at: number };

const [redis = "", publicKey = ""] = process.argv.slice(2);
const verifier = createVerifier([parsePublicKey(publicKey)]);
const started = await startFollower(redis, verifier, gatewayEntities, (version) => {
  const effect: Effect = { version, at: performance.timeOrigin + performance.now() };
  process.send?.(effect);
});
process.on("disconnect", () => void started.stop());
process.send?.("ready");
