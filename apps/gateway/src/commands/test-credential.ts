import type { EgressGuard } from "@zerq/egress/guard";
import type { TestCredential, TestResult } from "@zerq/plane-protocol/command-body";
import { type CompiledCredential, compileCredential } from "../snapshot/compile-credential.ts";
import type { SecretOpener } from "../snapshot/secret-opener.ts";
import { compileTls, type TlsIdentity } from "../snapshot/upstream-tls.ts";
import { askOnce } from "../upstream/ask-once.ts";
import { fetchAccessToken } from "../upstream/fetch-access-token.ts";
import { failureCode } from "./failure-code.ts";

export type TestTools = {
  readonly guard: EgressGuard;
  readonly opener: SecretOpener;
  /** Milliseconds for a token, and as many for an answer. */
  readonly timeoutMs: number;
};

export type Tested = { readonly result: TestResult; readonly missing: string | null };

/** What the credential adds to a request. */
type Addition = {
  readonly headers?: readonly string[];
  readonly query?: string;
  readonly identity?: TlsIdentity;
};
type Apply = CompiledCredential["apply"];
type Ways = {
  readonly [K in Apply["in"]]: (apply: Extract<Apply, { in: K }>, tools: TestTools) => Promise<Addition>;
};

/** Ends a test with its code. */
class Ended extends Error {
  readonly result: TestResult;
  readonly missing: string | null;

  constructor(result: TestResult, missing: string | null = null) {
    super(result);
    this.result = result;
    this.missing = missing;
  }
}

/** As the routes of this gateway would apply it; a token is fetched anew, and kept by nobody. */
const ways: Ways = {
  header: async ({ name, value }) => ({ headers: [name, value] }),
  query: async ({ pair }) => ({ query: pair }),
  tls: async ({ identity }) => ({ identity }),
  nowhere: async ({ missingEnv }) => {
    throw new Ended("missing_env", missingEnv);
  },
  token: async ({ request }, { guard, timeoutMs }) => {
    try {
      const { token } = await fetchAccessToken(guard, request, timeoutMs);
      return { headers: ["authorization", `Bearer ${token}`] };
    } catch (error) {
      // Without a cause, the endpoint has answered, and with something else than a token.
      throw new Ended((error as Error).cause === undefined ? "token_endpoint_refused" : failureCode(error));
    }
  },
};

/**
 * Tries a credential for real. It goes nowhere but to its token URL and its own origins (threat 27), through the egress
 * guard, and what comes back is one of the fixed codes.
 */
export async function testCredential(command: TestCredential, tools: TestTools): Promise<Tested> {
  try {
    return { result: await tryOut(command, tools), missing: null };
  } catch (error) {
    if (error instanceof Ended) return { result: error.result, missing: error.missing };
    throw error;
  }
}

async function tryOut({ credential, url, tls }: TestCredential, tools: TestTools): Promise<TestResult> {
  const target = url === null ? undefined : new URL(url);
  const { apply, origins } = usable(() => compileCredential(credential, tools.opener));
  if (target !== undefined && !origins.has(target.origin)) throw new Ended("egress_refused");
  const way = ways[apply.in] as (apply: Apply, tools: TestTools) => Promise<Addition>;
  const { headers = [], query, identity } = await way(apply, tools);
  if (target === undefined) return "ok";
  const compiled = usable(() => compileTls(tls, identity));
  try {
    const status = await askOnce(tools.guard, {
      origin: target.origin,
      path: query === undefined ? target.pathname : `${target.pathname}?${query}`,
      headers: ["user-agent", "zerq-credential-test", ...headers],
      tls: compiled.tls,
      timeoutMs: tools.timeoutMs,
    });
    return resultOf(status);
  } catch (error) {
    throw new Ended(failureCode(error, identity !== undefined));
  }
}

/** What can't be compiled is said to be unusable, and no more: an error's text could quote what it was given. */
function usable<T>(compile: () => T): T {
  try {
    return compile();
  } catch {
    throw new Ended("unusable");
  }
}

function resultOf(status: number): TestResult {
  if (status >= 200 && status < 300) return "ok";
  if (status === 401 || status === 403 || status === 407) return "unauthorized";
  return status >= 500 ? "upstream_error" : "inconclusive";
}
