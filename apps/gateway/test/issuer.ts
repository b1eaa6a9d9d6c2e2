import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;
type Answer = { status?: number; headers?: Record<string, string>; body: string };
export type IssuedKey = {
  readonly kid: string;
  readonly alg: string;
  readonly pair: Pair;
  readonly jwk: JWK;
};
export type TokenOptions = {
  key: IssuedKey;
  alg?: string;
  kid?: string | null;
  header?: object;
  claims?: object;
};

export type Issuer = Awaited<ReturnType<typeof startIssuer>>;

/** A key pair and what an issuer publishes of it. */
export async function newKey(alg: string, kid: string): Promise<IssuedKey> {
  const pair = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, pair, jwk: { ...(await exportJWK(pair.publicKey)), kid, alg, use: "sig" } };
}

/** An identity provider as far as its keys go, over HTTP: what it publishes, and how it fails, is the test's to say. */
export async function startIssuer() {
  const requests: string[] = [];
  const state = {
    keys: [] as object[],
    /** Replaces what an address answers. */
    answers: new Map<string, Answer>(),
    isDown: false,
    /** Holds answers back until it resolves. */
    gate: Promise.resolve(),
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answer({ url = "" }: IncomingMessage, response: ServerResponse): Promise<void> {
    requests.push(url);
    await state.gate;
    if (state.isDown) return void response.socket?.destroy();
    const { status = 200, headers = {}, body } = state.answers.get(url) ?? usual(url);
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
  }

  function usual(url: string): Answer {
    if (url === "/.well-known/openid-configuration")
      return { body: JSON.stringify({ issuer, jwks_uri: `${issuer}/jwks` }) };
    return url === "/jwks" ? { body: JSON.stringify({ keys: state.keys }) } : { status: 404, body: "{}" };
  }

  return {
    issuer,
    state,
    requests,
    countOf: (url: string) => requests.filter((one) => one === url).length,
    /** A token that is right in everything that isn't said otherwise. */
    token({ key, alg = key.alg, kid = key.kid, header = {}, claims = {} }: TokenOptions): Promise<string> {
      const now = Math.floor(Date.now() / 1_000);
      const payload = { iss: issuer, aud: "zerq-api", sub: "someone", iat: now, exp: now + 60, ...claims };
      const protectedHeader = { alg, ...(kid !== null && { kid }), ...header };
      return new SignJWT(payload as never).setProtectedHeader(protectedHeader).sign(key.pair.privateKey);
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
