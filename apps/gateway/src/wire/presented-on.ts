import type { X509Certificate } from "node:crypto";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { PresentedCertificate } from "@zerq/auth/certificates/presented-certificate";

const kPresented = Symbol("presented");
type WithPresented = Socket & { [kPresented]?: PresentedCertificate | null };

/** More links than any chain has that is taken. */
const MAX_LINKS = 10;

/** What the caller has presented in the handshake of this connection: found once for each connection. */
export function presentedOn(socket: Socket): PresentedCertificate | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  const known: WithPresented = socket;
  known[kPresented] ??= presented(socket) ?? null;
  return known[kPresented] ?? undefined;
}

function presented(socket: TLSSocket): PresentedCertificate | undefined {
  // Who resumes a session has shown nothing on this connection (nodejs/node 35317).
  if (socket.isSessionReused()) return undefined;
  const leaf = socket.getPeerX509Certificate();
  if (leaf === undefined) return undefined;
  const sent: Buffer[] = [];
  let last: X509Certificate | undefined = leaf.issuerCertificate;
  for (; last !== undefined && sent.length < MAX_LINKS; last = last.issuerCertificate) sent.push(last.raw);
  return new PresentedCertificate(leaf.raw, sent);
}
