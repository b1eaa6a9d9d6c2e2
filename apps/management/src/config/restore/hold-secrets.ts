import { isDeepStrictEqual } from "node:util";
import { AppError } from "@zerq/errors/app-error";
import type { CredentialDocument } from "../../resources/credentials/credential.model.ts";
import {
  type CredentialType,
  credentialShapes,
  secretsOf,
} from "../../resources/credentials/credential-types.ts";
import { secretView } from "../../resources/credentials/stored-secret.ts";
import type { ProfileDocument } from "../../resources/profiles/profile.model.ts";
import type { ResourceDocument } from "../../resources/resource-document.ts";
import type { ConfigKind } from "../config-kinds.ts";
import type { Notice } from "../hold-back.ts";
import type { OldState } from "./old-states.ts";

type Body = Record<string, unknown>;
type Lose = (body: Body, old: OldState, existing: never) => Notice[];

/**
 * No version keeps a token or a secret, so no restore brings one back, whoever asks for it. What is stored today stays. Changes
 * the body, and says what is lost.
 * @throws AppError `conflict` for a credential that was deleted with a secret in it: it can't be what it was
 */
export function holdSecrets(
  kind: ConfigKind,
  body: Body,
  old: OldState,
  existing: ResourceDocument | null,
): Notice[] {
  return rules[kind](body, old, existing as never);
}

const nothing: Lose = () => [];

const rules: Readonly<Record<ConfigKind, Lose>> = {
  policies: nothing,
  credentials: (body, old, existing: CredentialDocument | null) =>
    existing === null ? referredSecrets(body) : keptSecrets(body, old, existing),
  collections: nothing,
  proxies: nothing,
  clients: nothing,
  profiles: (_body, { state }, existing: ProfileDocument | null) => lostVersions(state ?? {}, existing),
};

function keptSecrets(body: Body, { replaced }: OldState, existing: CredentialDocument): Notice[] {
  const notices: Notice[] = [];
  for (const name of secretsOf(credentialShapes[existing.type])) {
    const stored = existing.secrets[name];
    const then = body[name];
    const today = stored === undefined ? undefined : secretView(stored);
    if (replaced.includes(name) || !isDeepStrictEqual(then, today))
      notices.push({ path: name, message: "is another one by now, and stays so" });
    if (today === undefined) delete body[name];
    else body[name] = { set: true };
  }
  const origins = body["origins"];
  if (Array.isArray(origins) && origins.length === 0 && existing.origins.length > 0) {
    // Without origins it could go anywhere.
    body["origins"] = existing.origins;
    notices.push({ path: "origins", message: "is held to these by now, and stays so" });
  }
  return notices;
}

/** References hold no secret: the gateway reads it where they say. */
function referredSecrets(body: Body): Notice[] {
  const details: { path: string; code: string; message: string }[] = [];
  for (const path of secretsOf(credentialShapes[body["type"] as CredentialType])) {
    const then = body[path] as { source?: string; env?: string; file?: string } | undefined;
    if (then === undefined) continue;
    if (then.source === "env") body[path] = { env: then.env };
    else if (then.source === "file") body[path] = { file: then.file };
    else details.push({ path, code: "secret_gone", message: "was deleted, and no version keeps it" });
  }
  if (details.length === 0) return [];
  throw new AppError("conflict", {
    message: `Its secret was deleted with it. Create the credential again with the key ${body["key"]}, then restore.`,
    details,
  });
}

function lostVersions(state: Readonly<Body>, existing: ProfileDocument | null): Notice[] {
  return (["token", "jwt"] as const).flatMap((name) => {
    const then = idsOf(state[name]);
    const today = idsOf(existing?.[name]);
    const lost = then.filter((id) => !today.includes(id)).length;
    if (lost === 0) return [];
    const what = name === "token" ? "tokens" : "secrets";
    const path = `${name}.versions`;
    if (existing !== null) return [{ path, message: `${lost} ${what} were killed since, and stay so` }];
    return [{ path, message: `comes back without its ${what}; a rotation makes a new one` }];
  });
}

function idsOf(holder: unknown): string[] {
  const versions = (holder as { versions?: readonly { id: string }[] } | undefined)?.versions ?? [];
  return versions.map(({ id }) => id);
}
