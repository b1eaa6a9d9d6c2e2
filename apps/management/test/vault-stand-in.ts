import { createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { openValue, sealValue } from "@zerq/crypto/sealed-value";
import { testCertificate } from "@zerq/test-kit/test-certificate";

export type VaultStandIn = {
  address: string;
  /** PEM of the certificate that it shows. */
  certificate: string;
  token: string;
  /** What was asked, as `METHOD path`, oldest first. */
  asked: string[];
  /** Headers of the last request. */
  headers(): IncomingMessage["headers"];
  /** A new version of the transit key, as `vault write -f transit/keys/<key>/rotate` makes one. */
  rotate(): void;
  /** Answers every request with this until it is undefined again; `silence` answers nothing. */
  fail: { status: number; errors: string[] } | "silence" | undefined;
  stop(): Promise<void>;
};

type Answer = { status: number; body: object };

/** Vault's transit engine with one key, over TLS, in so far as its HTTP API is used. */
export async function startVault(options: { mount?: string; key?: string } = {}): Promise<VaultStandIn> {
  const { mount = "transit", key = "zerq" } = options;
  const { certificate, privateKey } = await testCertificate();
  const versions: KeyObject[] = [createSecretKey(randomBytes(32))];
  let last: IncomingMessage["headers"] = {};

  const encrypt = (text: string) => {
    const version = versions.length;
    return `vault:v${version}:${sealValue(versions[version - 1] as KeyObject, text, [])}`;
  };
  const decrypt = (given: unknown) => {
    const [, version, sealed] = /^vault:v(\d+):(.+)$/.exec(String(given)) ?? [];
    const master = versions[Number(version) - 1];
    if (master === undefined || sealed === undefined) throw new Error("invalid ciphertext");
    return openValue(master, sealed, []).toString();
  };
  const actions: Readonly<Record<string, (body: Record<string, unknown>) => object>> = {
    [`POST /v1/${mount}/encrypt/${key}`]: ({ plaintext }) => ({ ciphertext: encrypt(String(plaintext)) }),
    [`POST /v1/${mount}/decrypt/${key}`]: ({ ciphertext }) => ({ plaintext: decrypt(ciphertext) }),
    [`POST /v1/${mount}/rewrap/${key}`]: ({ ciphertext }) => ({ ciphertext: encrypt(decrypt(ciphertext)) }),
    [`GET /v1/${mount}/keys/${key}`]: () => ({ name: key, latest_version: versions.length }),
  };

  function answerTo(request: IncomingMessage, text: string): Answer {
    if (request.headers["x-vault-token"] !== vault.token)
      return { status: 403, body: { errors: ["permission denied"] } };
    const action = actions[`${request.method} ${request.url}`];
    if (action === undefined) return { status: 404, body: { errors: [] } };
    try {
      return { status: 200, body: { request_id: "1", data: action(text === "" ? {} : JSON.parse(text)) } };
    } catch {
      return { status: 400, body: { errors: ["cipher: message authentication failed"] } };
    }
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    vault.asked.push(`${request.method} ${request.url}`);
    last = request.headers;
    const text = (await request.toArray()).join("");
    if (vault.fail === "silence") return;
    const { fail } = vault;
    const { status, body } =
      fail === undefined ? answerTo(request, text) : { status: fail.status, body: { errors: fail.errors } };
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  }

  const server = createServer({ cert: certificate, key: privateKey }, (request, response) => {
    void serve(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const vault: VaultStandIn = {
    address: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    certificate,
    token: `hvs.${randomBytes(12).toString("hex")}`,
    asked: [],
    headers: () => last,
    rotate: () => versions.push(createSecretKey(randomBytes(32))),
    fail: undefined,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return vault;
}
