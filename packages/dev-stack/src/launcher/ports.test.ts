import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { freePort } from "../free-port.ts";
import { choosePorts, portSettings, portTable, refuseTakenPorts } from "./ports.ts";

describe("choosing ports", () => {
  it("takes the defaults, moves all by the offset, and one by its setting", () => {
    expect(choosePorts({}).gateway).toBe(8080);
    const moved = choosePorts({ ZERQ_PORT_OFFSET: "1000", ZERQ_PORTAL_PORT: "3500" });
    expect([moved.gateway, moved.redis, moved.portal]).toEqual([9080, 7479, 4500]);
    expect(portSettings(moved, "portal")).toEqual({ ZERQ_PORTAL_PORT: "4500" });
  });

  it.each([
    [{ ZERQ_PORT_OFFSET: "many" }, "ZERQ_PORT_OFFSET must be a whole number"],
    [{ ZERQ_GATEWAY_PORT: "70000" }, "mend ZERQ_GATEWAY_PORT"],
    [{ ZERQ_GATEWAY_PORT: "3000" }, "change ZERQ_GATEWAY_PORT or ZERQ_MANAGEMENT_PORT"],
  ])("refuses %o and names the setting", (env, sentence) => {
    expect(() => choosePorts(env)).toThrow(sentence);
  });

  it("has one setting and one default for each", () => {
    const rows = Object.values(portTable);
    expect(new Set(rows.map(([setting]) => setting)).size).toBe(rows.length);
    expect(new Set(rows.map(([, port]) => port)).size).toBe(rows.length);
  });
});

describe("a taken port", () => {
  it("is refused by a sentence with the port and the setting that moves it", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const ports = { ...choosePorts({}), portal: port, gateway: await freePort() };
    await expect(refuseTakenPorts(ports, ["gateway", "portal"])).rejects.toThrow(
      new RegExp(
        `port ${port} for developer portal is taken; ZERQ_PORTAL_PORT=<port>.*ZERQ_PORT_OFFSET`,
        "s",
      ),
    );
    await new Promise((resolve) => server.close(resolve));
    await expect(refuseTakenPorts(ports, ["gateway", "portal"])).resolves.toBeUndefined();
  });
});
