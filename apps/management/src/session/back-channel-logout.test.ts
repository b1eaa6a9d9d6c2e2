import { Secret } from "@zerq/logging/secret";
import { freshDatabase } from "@zerq/test-kit/stores";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Connection, connectDatabase } from "../database/connect.ts";
import { createBackChannelLogout } from "./back-channel-logout.ts";
import { logoutTokenModel } from "./logout-token.model.ts";
import { createUseOnce } from "./use-once.ts";

let connection: Connection;
beforeAll(async () => {
  connection = await connectDatabase(new Secret(freshDatabase()));
  await logoutTokenModel(connection).createIndexes();
});
afterAll(() => connection?.close());

it("takes the provider's word once, and asks for no more than it says", async () => {
  const removed: object[] = [];
  const written: object[] = [];
  const logout = createBackChannelLogout({
    useOnce: createUseOnce(connection),
    store: {
      async removeOf(whose) {
        removed.push(whose);
        return { count: 2, subject: "ann" };
      },
    },
    verify: async (token) => ({ jti: token, subject: "ann", sid: "s1" }),
    trail: {
      async write(record) {
        written.push(record);
      },
      note: () => undefined,
      close: async () => undefined,
    },
  });
  const request = { id: "r", method: "POST", url: "/", ip: "192.0.2.1", userAgent: "" };
  await Promise.allSettled([logout("one", request), logout("one", request), logout("one", request)]);
  expect(removed).toEqual([{ subject: "ann", sid: "s1" }]);
  expect(written).toEqual([expect.objectContaining({ action: "session.ended-by-provider", count: 2 })]);
  await expect(logout("one", request)).rejects.toMatchObject({ code: "bad_request" });
  await logout("another", request);
  expect(removed).toHaveLength(2);
});
