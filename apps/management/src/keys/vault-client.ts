import type { Secret } from "@zerq/logging/secret";
import { z } from "zod";

/** What Vault refused, or that it could not be asked; the text says what to look at. */
export class VaultError extends Error {
  override readonly name = "VaultError";
  /** Undefined when there was no answer. */
  readonly status: number | undefined;

  constructor(status: number | undefined, message: string) {
    super(message);
    this.status = status;
  }
}

export type VaultClient = {
  /** The `data` of the answer. @param path below /v1 @throws VaultError */
  call(method: "GET" | "POST", path: string, body?: object): Promise<unknown>;
};

const answer = z.object({ data: z.unknown() });
const failure = z.object({ errors: z.array(z.string()) });

/** Vault's HTTP API, as far as it is needed. Answers are never logged: they carry keys. */
export function createVaultClient(options: {
  address: string;
  token: Secret<string>;
  /** Empty: none. */
  namespace: string;
  timeoutMs: number;
  fetch: typeof fetch;
}): VaultClient {
  const { address, token, namespace, timeoutMs } = options;

  async function ask(method: string, path: string, body: object | undefined): Promise<Response> {
    try {
      return await options.fetch(`${address}/v1/${path}`, {
        method,
        headers: {
          "X-Vault-Token": token.reveal(),
          "X-Vault-Request": "true",
          ...(namespace === "" ? {} : { "X-Vault-Namespace": namespace }),
          ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        },
        body: body === undefined ? null : JSON.stringify(body),
        signal: AbortSignal.timeout(timeoutMs),
      });
    } catch (error) {
      throw new VaultError(undefined, `VAULT_ADDR: ${explain(error, timeoutMs)}`);
    }
  }

  return {
    async call(method, path, body) {
      const response = await ask(method, path, body);
      const parsed: unknown = await response.json().catch(() => undefined);
      if (!response.ok) throw refusal(response.status, path, parsed);
      const read = answer.safeParse(parsed);
      if (read.success) return read.data.data;
      throw new VaultError(response.status, `VAULT_ADDR: what answers at ${path} is not Vault.`);
    },
  };
}

/** What a status means (Vault's HTTP API documentation, "HTTP status codes"). */
const meanings: Readonly<Record<number, string>> = {
  403: "VAULT_TOKEN may not do this, or has expired.",
  404: "there is no such path: see VAULT_TRANSIT_MOUNT, VAULT_TRANSIT_KEY and VAULT_NAMESPACE.",
  429: "this Vault is a standby that doesn't forward requests; name the active one.",
  473: "this Vault is a standby that doesn't forward requests; name the active one.",
  503: "Vault is sealed or down for maintenance.",
};

function refusal(status: number, path: string, body: unknown): VaultError {
  const said = failure.safeParse(body);
  // Vault's own words are about the request, not about what was in it.
  const errors = said.success ? said.data.errors.join("; ").slice(0, 200) : "";
  const meaning = meanings[status] ?? "Vault refused it.";
  return new VaultError(status, `Vault answered ${status} at ${path}: ${meaning} ${errors}`.trim());
}

function explain(error: unknown, timeoutMs: number): string {
  const { name, message, cause } = error as Error & { cause?: Error & { code?: string } };
  if (name === "TimeoutError") return `Vault did not answer within ${timeoutMs} ms.`;
  const reason = cause?.code ?? cause?.message ?? message;
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/i.test(reason))
    return `Vault's certificate is not trusted (${reason}). See VAULT_CACERT.`;
  return `Vault can't be reached (${reason}).`;
}
