import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import type { Answer, AnswerPlan } from "./answer-plan.ts";
import { plainAnswer } from "./generate-answer.ts";
import { type ReadRequest, RequestReader } from "./request-reader.ts";

/** One connection of the gateway, and what makes it unfit for another request. */
type Connection = { spoiledBy: string | undefined; isClosed: boolean };

export type HostileUpstream = {
  readonly port: number;
  /** The answers that it gives, by the tag in the path. */
  readonly plans: Map<string, AnswerPlan>;
  readonly problems: string[];
  connections(): number;
  /** Connections that should not be open any more. */
  stillOpen(): string[];
  stop(): Promise<void>;
};

/**
 * An upstream on bare sockets, so that no library stands between what a case wants said and the gateway. It reads requests
 * strictly, answers each with the bytes of its plan, and keeps what each connection has been through.
 */
export async function hostileUpstream(): Promise<HostileUpstream> {
  const plans = new Map<string, AnswerPlan>();
  const problems: string[] = [];
  const seen = new Set<string>();
  const sockets = new Map<Socket, Connection>();
  let opened = 0;

  const server = createServer({ noDelay: true }, (socket) => {
    opened += 1;
    const connection: Connection = { spoiledBy: undefined, isClosed: false };
    sockets.set(socket, connection);
    const reader = new RequestReader({
      onHead: (request) => take(socket, connection, request, false),
      onEnd: (request) => take(socket, connection, request, true),
      onWrong: (bytes) =>
        problems.push(`the upstream got bytes that are no request: ${JSON.stringify(bytes)}`),
    });
    socket.on("data", (part) => reader.push(part.toString("latin1")));
    // It takes no more requests, and what it is about to say it still says.
    socket.on("error", () => undefined);
    socket.on("close", () => {
      connection.isClosed = true;
      sockets.delete(socket);
    });
  });

  function take(socket: Socket, connection: Connection, request: ReadRequest, isWhole: boolean): void {
    const tag = /^\/hostile\/([rp]\d+\.)$/.exec(request.target)?.[1];
    if (tag === undefined)
      return void problems.push(`the upstream got a request of nobody: ${request.target}`);
    const plan = plans.get(`r${tag.slice(1)}`);
    if (plan === undefined) return void problems.push(`the upstream got ${tag}, which is over`);
    const isPlain = tag.startsWith("p");
    if (isWhole) checkRequest(plan, request, tag);
    else begin(connection, request, tag);
    if ((plan.isEarly && !isPlain) === isWhole) return;
    const answer = isPlain ? plainAnswer(tag, request.method) : plan;
    if (!answer.reuse) connection.spoiledBy = `${plan.family} (${tag})`;
    void play(socket, isPlain ? [answer.wire] : plan.pieces, answer.ending);
  }

  function begin(connection: Connection, request: ReadRequest, tag: string): void {
    if (connection.spoiledBy !== undefined)
      problems.push(`${tag} came on a connection after an answer that ends it: ${connection.spoiledBy}`);
    if (seen.has(tag)) problems.push(`${tag} was sent twice`);
    seen.add(tag);
    if (request.requestIds !== 1) problems.push(`${tag} has ${request.requestIds} request ids`);
  }

  function checkRequest(plan: AnswerPlan, { body, method }: ReadRequest, tag: string): void {
    const expected = tag.startsWith("p") ? "" : plan.requestBody;
    if (body !== expected)
      problems.push(`${tag} arrived with the body ${JSON.stringify(body.slice(0, 200))}`);
    if (!tag.startsWith("p") && method !== plan.method) problems.push(`${tag} arrived as ${method}`);
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    plans,
    problems,
    connections: () => opened,
    stillOpen: () => [...sockets.values()].flatMap(({ spoiledBy }) => spoiledBy ?? []),
    async stop() {
      for (const socket of sockets.keys()) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Writes the pieces each in a turn of its own, so that the reader gets them one by one. */
async function play(socket: Socket, pieces: readonly string[], ending: Answer["ending"]): Promise<void> {
  for (const piece of pieces) {
    if (socket.destroyed) return;
    socket.write(piece, "latin1");
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (ending === "end") socket.end();
  // A reset may overtake what has been written but not read.
  if (ending === "reset") socket.resetAndDestroy();
}
