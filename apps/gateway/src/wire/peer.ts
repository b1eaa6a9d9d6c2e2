import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { AddressSet } from "../address/address-set.ts";
import { parseIpAddress } from "../address/ip-address.ts";
import type { Peer } from "../request/exchange.ts";

const kPeer = Symbol("peer");
type WithPeer = Socket & { [kPeer]?: Peer };

/** Whoever has hung up already has no address any more; nothing trusts or allows this one. */
const nowhere = "255.255.255.255";

/** Who is at the other end of a connection: found once for each connection. */
export function peerOf(socket: WithPeer, trusted: AddressSet): Peer {
  let peer = socket[kPeer];
  if (peer === undefined) {
    // A link-local peer has a zone id, which is ours and not part of its address.
    const text = (socket.remoteAddress ?? nowhere).split("%")[0] ?? nowhere;
    const address = parseIpAddress(text) ?? parseIpAddress(nowhere);
    if (address === undefined) throw new RangeError("no address");
    peer = { address, isTrusted: trusted.has(address), isSecure: socket instanceof TLSSocket };
    socket[kPeer] = peer;
  }
  return peer;
}

/** Says who is at the other end, where the socket itself shows a balancer; before anybody has asked. */
export function setPeer(socket: WithPeer, peer: Peer): void {
  socket[kPeer] = peer;
}
