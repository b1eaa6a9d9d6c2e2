import { canonicalJson } from "@zerq/crypto/canonical-json";
import type { Signer, Verifier } from "@zerq/crypto/signing";
import type { ChainEnd } from "./audit-chain.ts";
import type { ChainName } from "./chain.ts";
import type { Checkpoint } from "./checkpoint.model.ts";

/** Part of what is signed, so that the chain of another deployment, or the other chain, never passes for this one. */
export type ChainPlace = { deployment: string; chain: ChainName };

export function signCheckpoint(signer: Signer, place: ChainPlace, end: ChainEnd, time: Date): Checkpoint {
  const statement = { _id: end.sequence, link: end.link, time: time.toISOString() };
  return { ...statement, ...signer.sign(signedBytes(place, statement)) };
}

/** Whether the checkpoint was signed by a key that the verifier knows. Never throws, whatever is stored. */
export function isGenuineCheckpoint(verifier: Verifier, place: ChainPlace, checkpoint: Checkpoint): boolean {
  try {
    return verifier.verify(signedBytes(place, checkpoint), checkpoint);
  } catch {
    return false;
  }
}

const purposes: Readonly<Record<ChainName, string>> = {
  config: "zerq:audit-checkpoint",
  access: "zerq:access-checkpoint",
};

function signedBytes(
  { deployment, chain }: ChainPlace,
  { _id, link, time }: Pick<Checkpoint, "_id" | "link" | "time">,
) {
  const statement = canonicalJson({ deployment, sequence: _id, link, time });
  return Buffer.from(`${purposes[chain]}:${statement}`);
}
