import { connect as connectPlain } from "node:net";
import { connect as connectTls } from "node:tls";

/** `ready`, or why not: `loading` its data, the error line that it answered, or the connection's error. */
export type RedisState = "ready" | "loading" | { refused: string } | { unreachable: string };

/**
 * Signs in and pings, by the protocol's own words (RESP), so that nothing retries or hides an answer.
 * @param url redis:// or rediss://, with or without user and password
 */
export function askRedis(url: string, patienceMs = 500): Promise<RedisState> {
  const { protocol, hostname, port, username, password } = new URL(url);
  const target = { host: hostname.replace(/^\[|\]$/g, ""), port: Number(port || 6379) };
  return new Promise((resolve) => {
    const socket =
      protocol === "rediss:" ? connectTls({ ...target, servername: hostname }) : connectPlain(target);
    const done = (state: RedisState) => {
      socket.destroy();
      resolve(state);
    };
    socket.setTimeout(patienceMs, () => done({ unreachable: `no answer in ${patienceMs / 1000} s` }));
    socket.once("error", (error: NodeJS.ErrnoException) =>
      done({ unreachable: error.message || (error.code ?? "no connection") }),
    );
    socket.once(protocol === "rediss:" ? "secureConnect" : "connect", () => {
      const credentials = [username, password].filter((part) => part !== "").map(decodeURIComponent);
      if (credentials.length > 0) socket.write(command("AUTH", ...credentials));
      socket.write(command("PING"));
    });
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      const refusal = /^-(.*)\r\n/m.exec(text)?.[1];
      if (refusal?.startsWith("LOADING")) done("loading");
      else if (refusal !== undefined) done({ refused: refusal });
      else if (text.includes("+PONG")) done("ready");
    });
  });
}

function command(...parts: string[]): string {
  const bulk = parts.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`);
  return `*${parts.length}\r\n${bulk.join("")}`;
}
