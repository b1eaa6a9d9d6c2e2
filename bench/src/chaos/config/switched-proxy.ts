import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export type SwitchedProxy = {
  port: number;
  /** From now on connections go there; those that are open stay. */
  leadTo(port: number): void;
  cut(): void;
  stop(): Promise<void>;
};

/** A TCP proxy whose target may change, as an address does that a failover moves. */
export async function startSwitchedProxy(firstTarget: number): Promise<SwitchedProxy> {
  let target = firstTarget;
  const sockets = new Set<Socket>();
  const cutAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  const server = createServer((client) => {
    const upstream = connect(target, "127.0.0.1");
    const close = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", close);
      socket.on("close", () => {
        sockets.delete(socket);
        close();
      });
      socket.setNoDelay(true);
    }
    client.pipe(upstream);
    upstream.pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    leadTo(port) {
      target = port;
    },
    cut: cutAll,
    async stop() {
      cutAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
