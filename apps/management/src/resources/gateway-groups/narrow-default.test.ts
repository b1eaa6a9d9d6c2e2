import { createVerifier } from "@zerq/crypto/signing";
import { openDelta } from "@zerq/plane-protocol/delta";
import { freshDatabase, freshRedis } from "@zerq/test-kit/stores";
import { expect, it } from "vitest";
import { groupsVerifyKey, openGroupedInstance } from "../../../test/data-paths/grouped-instance.ts";
import { someone } from "../../../test/data-paths/instance.ts";
import { gatewayAudience } from "../../changes/audiences.ts";
import { headModel, readHead } from "../../changes/head.ts";
import { configVersionModel, deltaOf } from "../../publishing/config-version.model.ts";
import { profileModel } from "../profiles/profile.model.ts";
import { createServices } from "../services.ts";
import { narrowDefaultGroup } from "./narrow-default.ts";

it("takes from the gateways what they had before there were groups and nothing else, once", async () => {
  const redis = await freshRedis();
  const { instance, context } = await openGroupedInstance({ mongo: freshDatabase(), redis: redis.url }, [
    "default",
  ]);
  const { connection, changes } = instance;
  const services = createServices(context, changes);
  const idOf = async (kind: "collections" | "clients" | "policies" | "credentials", body: object) =>
    String((await services[kind].create(someone, body)).resource["id"]);
  const policy = { rateLimit: { max: 1, interval: "1m" } };
  const key = { type: "api_key", apiKey: { value: "x" }, keyIn: "header", keyName: "X-Key" };
  const used = {
    policyId: await idOf("policies", { name: "Used", ...policy }),
    credentialId: await idOf("credentials", { name: "Used", ...key }),
  };
  const { credentialId, policyId } = used;
  const target = { basePath: "/a", targetEndpoint: "http://127.0.0.1:9", credentialId };
  const collectionIds = [await idOf("collections", { name: "A", ...target })];
  await idOf("clients", { name: "In", email: "a@example.com", collectionIds, policyId });
  const client = await idOf("clients", { name: "Out", email: "a@example.com" });
  const [profile] = await profileModel(connection).find({ clientId: client }).lean();
  const unused = [
    ["client", client],
    ["profile", String(profile?._id)],
    ["policy", await idOf("policies", { name: "Unused", ...policy })],
    ["credential", await idOf("credentials", { name: "Unused", ...key })],
  ];

  await headModel(connection).collection.updateOne({ _id: "head" } as never, { $set: { isWide: true } });
  await Promise.all([narrowDefaultGroup(context, changes), narrowDefaultGroup(context, changes)]);
  await narrowDefaultGroup(context, changes);
  const head = await readHead(connection);
  expect(head).not.toHaveProperty("isWide");
  const rows = await configVersionModel(connection).find({ action: "gateway-groups.narrow" }).lean();
  expect(rows.map(({ _id }) => _id)).toEqual([head.version]);
  const text = rows.map((row) => deltaOf(row, gatewayAudience) ?? "").join();
  const { changes: told } = openDelta(createVerifier([groupsVerifyKey]), text);
  expect(told).toEqual(unused.map(([kind, id]) => ({ op: "delete", kind, id })));
  await instance.close();
  await redis.stop();
});
