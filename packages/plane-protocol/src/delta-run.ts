import { textHash } from "@zerq/crypto/hash-chain";
import type { Verifier } from "@zerq/crypto/signing";
import { openDelta, readDelta, type SignedDelta } from "./delta.ts";
import { ProtocolError } from "./protocol-error.ts";
import { parseEnvelope } from "./signed-message.ts";

/**
 * Opens deltas that follow one another for the price of one signature (docs/adr/0006-signed-deltas.md): the last one's is verified, it
 * names the hash of the one before, that one names the next, and so on. Nothing is parsed before it is proved to be what was signed.
 * What remains to be looked at is what `ChainReader` looks at: the signatures of all but the last are not, so whoever hands a message
 * on by itself can't go by this.
 * @returns undefined when they are no such run, or one isn't what it seems: then each has to stand for itself
 */
export function openRun(verifier: Verifier, texts: readonly string[]): readonly SignedDelta[] | undefined {
  try {
    return provedBackwards(verifier, texts);
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

/** @throws ProtocolError */
function provedBackwards(verifier: Verifier, texts: readonly string[]): SignedDelta[] | undefined {
  const last = texts.at(-1);
  if (last === undefined || texts.length < 2) return undefined;
  const signer = parseEnvelope("delta", last);
  let delta = openDelta(verifier, last);
  const run = [delta];
  for (let index = texts.length - 2; index >= 0; index -= 1) {
    const { payload, alg, keyId } = parseEnvelope("delta", texts[index] ?? "");
    // Nobody is vouched for by another key: whether that one is trusted shows only in its own signatures.
    if (keyId !== signer.keyId || alg !== signer.alg || textHash(payload) !== delta.previousHash)
      return undefined;
    delta = readDelta(payload, delta.previousHash);
    run.push(delta);
  }
  return run.reverse();
}
