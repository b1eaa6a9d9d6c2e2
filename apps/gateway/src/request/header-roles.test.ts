import { describe, expect, it } from "vitest";
import { headerName, namedInConnection } from "./header-roles.ts";

describe("a header's role", () => {
  it.each([
    ["X-Client-ID", "client-id"],
    ["x-client-id", "client-id"],
    ["X_Client_ID", "drop"],
    ["x.client.id", "drop"],
    ["X-Zerq-Anything", "drop"],
    ["x_zerq.anything", "drop"],
    ["X-Forwarded-For", "forwarded-for"],
    ["X_Forwarded_For", "drop"],
    ["X-Forwarded-Port", "drop"],
    ["X-Real-Ip", "drop"],
    ["Content_Length", "drop"],
    ["Transfer.Encoding", "drop"],
    ["Authorization", "authorization"],
    ["Proxy-Authorization", "drop"],
    ["TE", "drop"],
    ["User_Agent", "plain"],
    ["Accept", "plain"],
    ["X-Zerqish", "plain"],
    ["constructor", "plain"],
    ["__proto__", "plain"],
  ])("of %s is %s", (name, role) => {
    expect(headerName(name).role).toBe(role);
    expect(headerName(name).lower).toBe(name.toLowerCase());
  });
});

describe("names in Connection", () => {
  it.each([
    ["keep-alive", undefined],
    ["close", undefined],
    ["close, X-Hop", ["x-hop"]],
    ["Upgrade , x-a,, X-B", ["upgrade", "x-a", "x-b"]],
    ["content-length, host, transfer-encoding, x-request-id", undefined],
  ])("%s take away %j", (value, names) => {
    const found = namedInConnection(value);
    expect(found === undefined ? undefined : [...found]).toEqual(names);
  });
});
