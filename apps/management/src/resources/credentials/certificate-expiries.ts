import { certificatesIn } from "@zerq/plane-protocol/certificates-in";

/** When a client certificate ends, as PEM: the earliest of its chain. One moment, as a list for the index. */
export function certificateExpiries(pem: string): Date[] {
  const ends = certificatesIn(pem).map(({ validToDate }) => validToDate.getTime());
  return ends.length === 0 ? [] : [new Date(Math.min(...ends))];
}
