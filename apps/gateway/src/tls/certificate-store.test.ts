import { Secret } from "@zerq/logging/secret";
import { testCertificate } from "@zerq/test-kit/test-certificate";
import { describe, expect, it } from "vitest";
import { CertificateStore } from "./certificate-store.ts";

const DAY = 86_400_000;

async function text(names?: readonly string[], days?: number) {
  const { certificate, privateKey } = await testCertificate(names, days);
  return { certificate, key: new Secret(privateKey) };
}

describe("certificates that replace others", () => {
  it("are refused when they can't be used now, and what is in force stays", async () => {
    const store = new CertificateStore();
    const good = await text(["a.test"], 30);
    store.take([{ name: "a", text: good }], Date.now());
    const other = await text(["a.test"]);
    const cases: [unknown, string][] = [
      ["its file can't be read", "its file can't be read"],
      [await text(["a.test"], -1), "it has expired on"],
      [{ ...good, certificate: "nonsense" }, "its certificate can't be read"],
      [{ ...good, key: new Secret("nonsense") }, "its private key can't be read"],
      [{ ...good, certificate: other.certificate }, "its private key belongs to another certificate"],
    ];
    for (const [bad, problem] of cases) {
      store.take([{ name: "a", text: bad as string }], Date.now());
      expect(store.problems()[0]?.problem).toContain(problem);
      expect(store.problems()[0]?.problem).toContain("stays in force");
      expect(store.find("a.test")?.text).toBe(good);
    }
    store.take([{ name: "a", text: other }], Date.now());
    expect([store.find("a.test")?.text, store.problems()]).toEqual([other, []]);
  });

  it("are refused before their time", async () => {
    const store = new CertificateStore();
    store.take([{ name: "a", text: await text() }], Date.now());
    store.take([{ name: "a", text: await text() }], Date.now() - DAY);
    expect(store.problems()[0]?.problem).toContain("it is not valid before");
  });

  it("stay when nothing can be read, and when nothing would be left", async () => {
    const store = new CertificateStore();
    const good = await text(["a.test"]);
    store.take([{ name: "a", text: good }], Date.now());
    for (const found of [undefined, []]) {
      store.take(found, Date.now());
      expect(store.find("a.test")?.text).toBe(good);
      expect(store.problems()).toHaveLength(1);
    }
  });
});

it("serves what has expired while it was in force, or was all there was, and says so", async () => {
  const store = new CertificateStore();
  store.take([{ name: "a", text: await text(["a.test"]) }], Date.now());
  store.take([{ name: "a", text: await text(["a.test"], -1) }], Date.now() + 2 * DAY);
  expect(store.find("a.test")).toBeDefined();
  const fresh = new CertificateStore();
  fresh.take([{ name: "a", text: await text(["a.test"], -1) }], Date.now());
  expect(fresh.find("a.test")).toBeDefined();
  expect(fresh.problems()[0]?.problem).toContain("it has expired");
});

it("takes, of two certificates for one name, the one that lasts longer", async () => {
  const store = new CertificateStore();
  const [short, long] = [await text(["a.test"], 5), await text(["a.test", "b.test"], 50)];
  for (const order of [
    [short, long],
    [long, short],
  ]) {
    store.take(
      order.map((one, index) => ({ name: String(index), text: one })),
      Date.now(),
    );
    expect(store.find("a.test")?.text).toBe(long);
  }
});
