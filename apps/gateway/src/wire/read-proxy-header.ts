import type { Socket } from "node:net";
import { AppError } from "@zerq/errors/app-error";
import type { IpAddress } from "../address/ip-address.ts";
import { FIXED_BYTES, ProxyHeaderError, restLength, sourceOf } from "./proxy-header.ts";

export type ProxyHeaderResult =
  | { readonly kind: "source"; readonly address: IpAddress }
  /** The balancer speaks for itself. */
  | { readonly kind: "local" }
  | { readonly kind: "refused"; readonly error: AppError }
  /** Hung up before the header was there: nobody to answer, and nothing to log, since balancers probe like this. */
  | { readonly kind: "gone" };

/**
 * Takes a PROXY protocol header of version 2 off the start of a connection, and not one byte more: what follows is left for
 * whoever reads next, HTTP or TLS.
 * @param withinMs the whole header must be there by then
 * @param done called once
 */
export function readProxyHeader(
  socket: Socket,
  withinMs: number,
  done: (result: ProxyHeaderResult) => void,
): void {
  let fixed: Buffer | undefined;

  function finish(result: ProxyHeaderResult): void {
    clearTimeout(timer);
    socket.off("readable", onReadable);
    for (const event of ["end", "error", "close"]) socket.off(event, onGone);
    done(result);
  }
  const onGone = () => finish({ kind: "gone" });
  const refuse = (error: AppError) => finish({ kind: "refused", error });
  const timer = setTimeout(() => {
    refuse(new AppError("request_timeout", { log: `no PROXY protocol header within ${withinMs} ms` }));
  }, withinMs);

  function onReadable(): void {
    try {
      fixed ??= take(socket, FIXED_BYTES);
      if (fixed === undefined) return;
      const length = restLength(fixed);
      const rest = take(socket, length);
      if (rest === undefined) return;
      if (rest.length < length) throw new ProxyHeaderError("it is cut off");
      const address = sourceOf(Buffer.concat([fixed, rest]));
      finish(address === undefined ? { kind: "local" } : { kind: "source", address });
    } catch (error) {
      if (!(error instanceof ProxyHeaderError)) throw error;
      refuse(new AppError("bad_request", { log: `PROXY protocol header: ${error.message}` }));
    }
  }
  socket.on("readable", onReadable);
  for (const event of ["end", "error", "close"]) socket.on(event, onGone);
}

/** @returns undefined while fewer bytes are there; fewer than asked for when no more will come */
function take(socket: Socket, bytes: number): Buffer | undefined {
  if (bytes === 0) return Buffer.alloc(0);
  return (socket.read(bytes) as Buffer | null) ?? undefined;
}
