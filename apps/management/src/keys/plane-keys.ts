import { KeyInUse, sharedKeys } from "@zerq/crypto/shared-keys";
import { SignerInUse } from "@zerq/crypto/signer-in-use";
import { AppError } from "@zerq/errors/app-error";
import { type Connection, trusted } from "mongoose";
import { type Head, headModel, readHead } from "../changes/head.ts";
import type { ManagementSettings } from "../env.ts";
import { readSigningKey } from "../read-signing-key.ts";

/**
 * The keys by which management and the other services know each other: SNAPSHOT_KEY is shared with the gateways, PORTAL_KEY
 * with the portal, and of CONFIG_SIGNING_KEY both hold the public half.
 */
export type PlaneKeys = {
  readonly snapshot: KeyInUse;
  readonly portal: KeyInUse;
  readonly signing: SignerInUse;
  /** Names of keys that are lost, or known to others: where one of them is in use, nobody is waited for. */
  readonly givenUp: ReadonlySet<string>;
  /** While this instance takes a key into use: heads of before are not gone back to for what is read beside it. */
  isChanging: boolean;
};
export type Plane = (typeof planes)[number];

export const planes = ["snapshot", "portal", "signing"] as const;
export const planeSettings: Readonly<Record<Plane, string>> = {
  snapshot: "SNAPSHOT_KEY",
  portal: "PORTAL_KEY",
  signing: "CONFIG_SIGNING_KEY",
};

/** Where one of these keys stands, for operators. */
export type PlaneKeyStatus = {
  setting: string;
  inUse: string;
  /** The one that comes into use as soon as nobody is waited for; null when that is it. */
  next: string | null;
  waitingFor: string[];
};

/** @throws Error with one sentence for a key that is none, or that is given up and to be used at once */
export function openPlaneKeys(settings: ManagementSettings): PlaneKeys {
  const shared = (plane: "SNAPSHOT" | "PORTAL") =>
    new KeyInUse(
      sharedKeys(
        settings[`${plane}_KEY`].reveal(),
        settings[`${plane}_KEYS_PREVIOUS`].map((key) => key.reveal()),
      ),
    );
  const previous = settings.CONFIG_SIGNING_KEYS_PREVIOUS.map(
    (text) => readSigningKey("CONFIG_SIGNING_KEYS_PREVIOUS", text).signer,
  );
  const { signer } = readSigningKey("CONFIG_SIGNING_KEY", settings.CONFIG_SIGNING_KEY);
  const keys: PlaneKeys = {
    snapshot: shared("SNAPSHOT"),
    portal: shared("PORTAL"),
    signing: new SignerInUse([signer, ...previous]),
    givenUp: new Set(settings.KEYS_GIVEN_UP),
    isChanging: false,
  };
  refuseTwins(keys);
  return keys;
}

function refuseTwins(keys: PlaneKeys): void {
  for (const plane of planes) {
    const { wantedName, names } = keys[plane];
    const setting = planeSettings[plane];
    if (keys.givenUp.has(wantedName))
      throw new Error(
        `KEYS_GIVEN_UP names the key of ${setting} (${wantedName}): take it out, or set another.`,
      );
    if (new Set(names).size < names.length)
      throw new Error(`${setting}S_PREVIOUS names a key twice, or that of ${setting} too.`);
  }
}

/**
 * Writes with the keys that the head names: all instances change to a new one with the very version that says so. In the
 * place of one that is given up it writes with the one that is to come into use.
 * @throws AppError `service_unavailable` when this instance doesn't hold one of them
 */
export function followPlaneKeys(keys: PlaneKeys, { planeKeys }: Pick<Head, "planeKeys">): void {
  for (const plane of planes) {
    const name = planeKeys?.[plane];
    if (name === undefined || useNamed(keys, plane, name)) continue;
    throw new AppError("service_unavailable", {
      log: `${planeSettings[plane]} was changed, and this instance doesn't hold the key that is in use now`,
    });
  }
}

function useNamed(keys: PlaneKeys, plane: Plane, name: string): boolean {
  return keys[plane].use(name) || (keys.givenUp.has(name) && keys[plane].use(keys[plane].wantedName));
}

/**
 * Finds out which keys are in use, or notes it where nobody has: the earliest of each setting.
 * @throws Error with one sentence when this instance doesn't hold one of them: what it seals or signs nobody could open or
 *   believe, or soon not any more
 */
export async function settlePlaneKeys(connection: Connection, keys: PlaneKeys): Promise<void> {
  for (const plane of planes)
    await headModel(connection).updateOne(
      { _id: "head", [`planeKeys.${plane}`]: trusted({ $exists: false }) },
      { $set: { [`planeKeys.${plane}`]: keys[plane].usedName } },
    );
  const { planeKeys } = await readHead(connection);
  for (const plane of planes) {
    const name = planeKeys?.[plane] ?? "";
    if (useNamed(keys, plane, name)) continue;
    const setting = planeSettings[plane];
    throw new Error(
      `${setting} is not the key that is in use (${name}), and ${setting}S_PREVIOUS does not name that one; if it is lost, name it in KEYS_GIVEN_UP. See docs/keys.md.`,
    );
  }
}
