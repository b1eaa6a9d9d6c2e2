import { AppError } from "@zerq/errors/app-error";
import type { ChangeLog } from "../changes/change-log.ts";
import { toEveryGroup } from "../changes/group-changes.ts";
import { systemActor } from "../changes/system-actor.ts";
import { gatewayPepper, gatewaySettings } from "./projections/gateway-projections.ts";
import type { ResourceContext } from "./resource-kind.ts";
import { type SettingsDocument, settingsModel } from "./settings/settings.model.ts";

/**
 * Version 1 of an empty database: the settings and the token pepper. Instances that start together agree, since only one
 * of them can write the settings document.
 */
export async function setUpDeployment(context: ResourceContext, changes: ChangeLog): Promise<void> {
  const model = settingsModel(context.connection);
  if ((await model.exists({ _id: "settings" })) !== null) return;
  const document: SettingsDocument = {
    _id: "settings",
    deniedIps: [],
    maintenance: null,
    updatedAt: new Date(),
    revision: 1,
  };
  try {
    await changes.submit({
      context: systemActor("set-up"),
      async plan(session) {
        if ((await model.exists({ _id: "settings" }).session(session)) !== null)
          throw new AppError("conflict");
        return {
          writes: [
            { collection: model.collection.name, operation: { insertOne: { document: document as never } } },
          ],
          audit: {
            action: "deployment.set-up",
            resource: { type: "settings", id: "settings", key: "settings" },
            body: null,
            before: null,
            after: { deniedIps: [] },
          },
          gateways: toEveryGroup([
            gatewayPepper(context, context.ring.active("token-pepper")),
            gatewaySettings(document),
          ]),
          portal: [],
          result: undefined,
        };
      },
    });
  } catch (error) {
    if (!(error instanceof AppError && error.code === "conflict")) throw error;
  }
}
