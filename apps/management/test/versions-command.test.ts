import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiCaller } from "./api-caller.ts";
import { zerq } from "./command-line.ts";
import { startFakeGateway } from "./fake-gateway.ts";
import { create } from "./samples.ts";
import { type StartedManagement, startTestManagement } from "./started-management.ts";

let management: StartedManagement;
beforeAll(async () => {
  management = await startTestManagement();
});
afterAll(() => management?.stop());

describe("the history on the command line", () => {
  it("lists versions, shows one and says what differs", async () => {
    const call = await apiCaller(management, "modifier");
    const first = await create(call, "policies");
    await create(call, "clients");
    const list = await zerq(management, ["versions", "list", "--limit", "2"]);
    expect([list.code, list.err]).toEqual([0, ""]);
    const [, newest = ""] = list.out.split("\n");
    expect(newest).toContain("client.create");
    const number = Number(newest.split(" ")[0]);
    expect((await zerq(management, ["versions", "show", String(number)])).out).toMatch(
      /client\.create client /,
    );
    const words = ["versions", "diff", String(number - 2), String(number)];
    const { code, out } = await zerq(management, words);
    expect([code, out]).toEqual([0, expect.stringContaining(`+ policies ${first.key}\n`)]);
    const back = await zerq(management, ["versions", "diff", String(number), String(number - 2), "--json"]);
    expect(JSON.parse(back.out)).toMatchObject({
      from: number,
      summary: { create: 0, update: 0, delete: 3 },
    });
  });

  it("restores a version once it is told to, says why in the history, and has nothing to do the second time", async () => {
    const call = await apiCaller(management, "modifier");
    const policy = await create(call, "policies");
    const [, newest = ""] = (await zerq(management, ["versions", "list", "--limit", "1"])).out.split("\n");
    const number = newest.split(" ")[0] ?? "";
    const path = `/policies/${policy.id}`;
    await call("PATCH", path, { name: "Renamed" }, { "if-match": '"1"' });
    const restore = (...more: string[]) => zerq(management, ["versions", "restore", number, ...more]);
    const nameOf = async () => (await call<{ name: string }>("GET", path)).body.name;

    const tried = await restore("--dry-run");
    expect([tried.code, tried.out]).toEqual([0, expect.stringContaining(`~ policies ${policy.key}\n`)]);
    expect(tried.out).toMatch(/- name: "Renamed"\n.*1 to update.*\nTried only: nothing was changed\.\n$/s);
    const alone = await restore();
    expect([alone.code, alone.err]).toEqual([1, expect.stringContaining("Say --yes to restore")]);
    expect(await nameOf()).toBe("Renamed");

    const { code, out } = await restore("--yes", "--reason", "Zurück, wie besprochen");
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(new RegExp(`Version ${number} is restored as version \\d+\\.`)),
    ]);
    expect(await nameOf()).not.toBe("Renamed");
    const made = /as version (\d+)/.exec(out)?.[1] ?? "";
    expect((await zerq(management, ["versions", "show", made])).out).toMatch(
      /Reason +Zurück, wie besprochen/,
    );
    expect((await restore("--yes")).out).toContain("Nothing to restore");
  });

  it("ends with 3 when nothing is in force anywhere, since there is no gateway", async () => {
    const document = "policies: [{ key: nowhere, name: Nowhere }]";
    const { code, out } = await zerq(management, ["apply", "-", "--wait", "--reason", "OPS-1"], document);
    expect([code, out]).toEqual([3, expect.stringContaining("in force nowhere yet: there is no gateway")]);
    const [head, newest] = (await zerq(management, ["versions", "list", "--limit", "1"])).out.split("\n");
    expect([head, newest]).toEqual([expect.stringMatching(/REASON$/), expect.stringMatching(/OPS-1$/)]);
    const refused = await zerq(management, ["apply", "-", "--reason", "x".repeat(501)], document);
    expect([refused.code, refused.err]).toEqual([
      1,
      expect.stringContaining("X-Change-Reason must be at most"),
    ]);
  });

  it.each([
    [["restore", "9999999", "--yes"], /answered 404/],
    [["restore", "x", "--yes"], /answered 400.*number of a version/s],
    [["show", "9999999"], /answered 404/],
    [["show", "x"], /answered 400.*number of a version/s],
    [["diff", "1", "9999999"], /answered 404: There is no version 9999999 yet/],
    [["diff", "x", "1"], /answered 400.*number of a version/s],
    [["list", "--limit", "0"], /answered 400.*from 1 to 500/s],
  ])("fails for versions %j and says why", async (words, sentence) => {
    const { code, out, err } = await zerq(management, ["versions", ...words]);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toMatch(sentence);
  });

  it("has help for each of its commands", async () => {
    for (const words of [[], ["list"], ["show"], ["diff"], ["restore"], ["new-epoch"]]) {
      const { code, out } = await zerq(management, ["versions", ...words, "--help"]);
      expect([code, out]).toEqual([0, expect.stringContaining("Usage: zerq versions")]);
    }
  });
});

describe("a new epoch", () => {
  type State = { epoch: number; version: number; redisIsAhead: boolean; gatewaysApart: string[] };
  const asAdmin = (...more: string[]) => zerq(management, ["versions", "new-epoch", ...more], "", "admin");

  it("begins on the command line once it is told to, with a version and an entry in the audit of its own", async () => {
    const call = await apiCaller(management, "admin");
    const before = (await call<State>("GET", "/versions/epoch")).body;
    const alone = await asAdmin();
    expect([alone.code, alone.out, alone.err]).toEqual([
      1,
      expect.stringMatching(/addresses that were taken away after its backup are good again/),
      expect.stringContaining("Say --yes to begin a new epoch"),
    ]);
    const { code, out } = await asAdmin("--yes", "--reason", "Backup of Monday", "--wait");
    const version = before.version + 1;
    expect([code, out]).toEqual([
      3,
      expect.stringContaining(
        `Epoch ${before.epoch + 1} begins with version ${version}, in force nowhere yet`,
      ),
    ]);
    expect((await call<State>("GET", "/versions/epoch")).body).toEqual({
      ...{ epoch: before.epoch + 1, version },
      ...{ redisIsAhead: false, gatewaysApart: [] },
    });
    const { body } = await call<{ items: object[] }>("GET", "/audit-logs?action=config.epoch&limit=1");
    expect(body.items[0]).toMatchObject({
      ...{ version, action: "config.epoch", reason: "Backup of Monday" },
      ...{ before: { epoch: before.epoch }, after: { epoch: before.epoch + 1 } },
    });
    const diff = await call<{ changes: object[]; versions: object[] }>("GET", `/versions/${version}/diff`);
    expect([diff.body.changes, diff.body.versions]).toEqual([
      [],
      [expect.objectContaining({ version, action: "config.epoch" })],
    ]);
    const back = await zerq(management, ["versions", "restore", String(before.version), "--yes"]);
    expect([back.code, back.out]).toEqual([0, expect.stringContaining("Nothing to restore")]);
  });

  it("is refused to others than admins, and to who doesn't know the present one", async () => {
    const state = async () =>
      (await (await apiCaller(management, "viewer"))<State>("GET", "/versions/epoch")).body;
    const before = await state();
    const raise = async (who: string, body: object) => {
      const answer = await (await apiCaller(management, who))("POST", "/versions/epoch", body);
      return [answer.status, answer.body["error"]];
    };
    for (const who of ["viewer", "modifier", "auditor"])
      expect(await raise(who, { epoch: before.epoch })).toEqual([403, "forbidden"]);
    for (const epoch of [before.epoch - 1, before.epoch + 1])
      if (epoch > 0) expect(await raise("admin", { epoch })).toEqual([412, "precondition_failed"]);
    for (const body of [{}, { epoch: 0 }, { epoch: "1" }, { epoch: 1.5 }, { epoch: before.epoch, more: 1 }])
      expect(await raise("admin", body)).toEqual([400, "validation_failed"]);
    const { code, err } = await zerq(management, ["versions", "new-epoch", "--yes"]);
    expect([code, err]).toEqual([1, expect.stringContaining("answered 403")]);
    expect(await state()).toEqual(before);
  });

  it("begins once when two ask for it at the same time", async () => {
    const call = await apiCaller(management, "admin");
    const { epoch } = (await call<State>("GET", "/versions/epoch")).body;
    const answers = await Promise.all([1, 2, 3].map(() => call("POST", "/versions/epoch", { epoch })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412, 412]);
    expect((await call<State>("GET", "/versions/epoch")).body.epoch).toBe(epoch + 1);
  });

  it("names the gateways that keep to what the database doesn't have, and waits until they are over", async () => {
    const call = await apiCaller(management, "admin");
    const state = async () => (await call<State>("GET", "/versions/epoch")).body;
    const { epoch, version } = await state();
    const gateway = await startFakeGateway(management);
    try {
      const apart = async () => {
        await gateway.report(version + 9, epoch);
        return (await state()).gatewaysApart;
      };
      await expect.poll(apart, { timeout: 30_000 }).toEqual(["instance"]);
      const early = await call("POST", "/versions/epoch?wait=applied&timeout=0.1", { epoch });
      expect(early.headers.get("zerq-config-applied")).toBe("0/1");
      // It is behind by now, whatever its number.
      expect(await state()).toMatchObject({ epoch: epoch + 1, gatewaysApart: [] });
      const waiting = call("POST", "/versions/epoch?wait=applied&timeout=60", { epoch: epoch + 1 });
      await expect.poll(async () => (await state()).epoch, { timeout: 30_000 }).toBe(epoch + 2);
      await gateway.report(version + 2, epoch + 2);
      expect((await waiting).headers.get("zerq-config-applied")).toBe("1/1");
    } finally {
      await gateway.stop();
    }
  });
});
