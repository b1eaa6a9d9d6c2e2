import { AppError } from "@zerq/errors/app-error";
import type { ClientSession, Connection } from "mongoose";
import { groupsOf } from "../../changes/audiences.ts";
import { readHead } from "../../changes/head.ts";

/**
 * A collection of a group that nobody has declared would be served nowhere, and nobody would know why.
 * @throws AppError `validation_failed` with each group that isn't declared
 */
export async function refuseUndeclared(
  connection: Connection,
  session: ClientSession,
  groups: readonly string[],
): Promise<void> {
  const declared = groupsOf((await readHead(connection, session)).audienceHashes);
  const details = groups.flatMap((group, index) =>
    declared.includes(group)
      ? []
      : [
          {
            path: `gatewayGroups.${index}`,
            code: "unknown_group",
            message: `is not a declared gateway group; declared are ${declared.join(", ")}`,
          },
        ],
  );
  if (details.length === 0) return;
  throw new AppError("validation_failed", {
    message: "A gateway group is not declared. Groups are declared by management's setting GATEWAY_GROUPS.",
    details,
  });
}
