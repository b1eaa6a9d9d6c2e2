import { canonicalJson } from "@zerq/crypto/canonical-json";
import type { Signer, Verifier } from "@zerq/crypto/signing";
import type { ChainEnd } from "./audit-chain.ts";
import type { Checkpoint } from "./checkpoint.model.ts";

/** @param deployment part of what is signed, so that the chain of another deployment never passes for this one's */
export function signCheckpoint(signer: Signer, deployment: string, end: ChainEnd, time: Date): Checkpoint {
  const statement = { _id: end.sequence, link: end.link, time: time.toISOString() };
  return { ...statement, ...signer.sign(signedBytes(deployment, statement)) };
}

/** Whether the checkpoint was signed by a key that the verifier knows. Never throws, whatever is stored. */
export function isGenuineCheckpoint(verifier: Verifier, deployment: string, checkpoint: Checkpoint): boolean {
  try {
    return verifier.verify(signedBytes(deployment, checkpoint), checkpoint);
  } catch {
    return false;
  }
}

function signedBytes(deployment: string, { _id, link, time }: Pick<Checkpoint, "_id" | "link" | "time">) {
  return Buffer.from(`zerq:audit-checkpoint:${canonicalJson({ deployment, sequence: _id, link, time })}`);
}
