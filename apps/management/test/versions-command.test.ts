import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiCaller } from "./api-caller.ts";
import { zerq } from "./command-line.ts";
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
    for (const words of [[], ["list"], ["show"], ["diff"], ["restore"]]) {
      const { code, out } = await zerq(management, ["versions", ...words, "--help"]);
      expect([code, out]).toEqual([0, expect.stringContaining("Usage: zerq versions")]);
    }
  });
});
