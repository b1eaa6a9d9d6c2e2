import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export type CuttingProxy = {
  port: number;
  /** Cuts the connection at the next `times` messages that contain the text: before they arrive, or before the reply does. */
  cutAt(text: string, where: "request" | "reply", times: number): void;
  /** How many cuts are still to come. */
  left(): number;
  /** After the last cut nobody gets through any more, until this is set back. */
  refusesAfterwards: boolean;
  stop(): Promise<void>;
};

/** A TCP proxy that loses connections at chosen moments. */
export async function startCuttingProxy(target: number): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  let cut = { text: "", where: "reply", times: 0 };
  const server = createServer((client) => {
    const upstream = connect(target, "127.0.0.1");
    let cutReply = false;
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
    }
    client.on("data", (data) => {
      if (proxy.refusesAfterwards && cut.times === 0) return close();
      if (cut.times > 0 && data.includes(cut.text)) {
        cut.times -= 1;
        if (cut.where === "request") return close();
        cutReply = true;
      }
      upstream.write(data);
    });
    upstream.on("data", (data) => {
      if (cutReply) return close();
      client.write(data);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const proxy: CuttingProxy = {
    port: (server.address() as AddressInfo).port,
    cutAt(text, where, times) {
      cut = { text, where, times };
    },
    left: () => cut.times,
    refusesAfterwards: false,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}
