import { KeyInUse, sharedKeys } from "@zerq/crypto/shared-keys";
import { AppError } from "@zerq/errors/app-error";
import { type Connection, trusted } from "mongoose";
import { type Head, headModel, readHead } from "../changes/head.ts";
import type { ManagementSettings } from "../env.ts";

/** The keys that management shares with another service: SNAPSHOT_KEY with the gateways, PORTAL_KEY with the portal. */
export type PlaneKeys = Readonly<Record<Plane, KeyInUse>>;
export type Plane = (typeof planes)[number];

export const planes = ["snapshot", "portal"] as const;
export const planeSettings: Readonly<Record<Plane, string>> = {
  snapshot: "SNAPSHOT_KEY",
  portal: "PORTAL_KEY",
};

/** Where one of the shared keys stands, for operators. */
export type PlaneKeyStatus = {
  setting: string;
  inUse: string;
  /** The one that comes into use as soon as nobody is waited for; null when that is it. */
  next: string | null;
  waitingFor: string[];
};

export function openPlaneKeys(settings: ManagementSettings): PlaneKeys {
  const read = (plane: "SNAPSHOT" | "PORTAL") =>
    new KeyInUse(
      sharedKeys(
        settings[`${plane}_KEY`].reveal(),
        settings[`${plane}_KEYS_PREVIOUS`].map((key) => key.reveal()),
      ),
    );
  return { snapshot: read("SNAPSHOT"), portal: read("PORTAL") };
}

/**
 * Writes with the keys that the head names: all instances change to a new one with the very version that says so.
 * @throws AppError `service_unavailable` when this instance doesn't hold one of them
 */
export function followPlaneKeys(keys: PlaneKeys, { planeKeys }: Pick<Head, "planeKeys">): void {
  for (const plane of planes) {
    const name = planeKeys?.[plane];
    if (name === undefined || keys[plane].use(name)) continue;
    throw new AppError("service_unavailable", {
      log: `${planeSettings[plane]} was changed, and this instance doesn't hold the key that is in use now`,
    });
  }
}

/**
 * Finds out which keys are in use, or notes it where nobody has: the earliest of each setting.
 * @throws Error with one sentence when this instance doesn't hold one of them: what it seals nobody could open, or soon not
 *   any more
 */
export async function settlePlaneKeys(connection: Connection, keys: PlaneKeys): Promise<void> {
  await headModel(connection).updateOne(
    { _id: "head", planeKeys: trusted({ $exists: false }) },
    {
      $set: { planeKeys: { snapshot: keys.snapshot.usedName, portal: keys.portal.usedName } },
    },
  );
  const { planeKeys } = await readHead(connection);
  for (const plane of planes) {
    const name = planeKeys?.[plane] ?? "";
    if (keys[plane].use(name)) continue;
    const setting = planeSettings[plane];
    throw new Error(
      `${setting} is not the key that is in use (${name}), and ${setting}S_PREVIOUS does not name that one; see docs/keys.md.`,
    );
  }
}
