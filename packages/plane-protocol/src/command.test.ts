import { randomId } from "@zerq/crypto/random";
import { sealValue } from "@zerq/crypto/sealed-value";
import { randomKey } from "@zerq/crypto/secret-key";
import {
  createSigner,
  createVerifier,
  generateSigningKeys,
  parsePrivateKey,
  parsePublicKey,
} from "@zerq/crypto/signing";
import { describe, expect, it } from "vitest";
import { COMMAND_LIFETIME_MS, CommandReader, signCommand } from "./command.ts";
import { type CommandBody, openAnswer, sealAnswer } from "./command-body.ts";
import { signMessage } from "./signed-message.ts";

const pair = generateSigningKeys();
const by = createSigner(parsePrivateKey(pair.privateKey));
const verifier = createVerifier([parsePublicKey(pair.publicKey)]);
const key = randomKey();
const deployment = "default";
const target = { workerId: "g1/0", startedAt: 1_000 };
const now = 5_000_000;
const body: CommandBody = {
  kind: "test-credential",
  credential: {
    id: randomId(),
    name: "a name that Redis must not show",
    type: "basic",
    fields: { username: "zerq" },
    secrets: { password: { env: "UPSTREAM_PASSWORD" } },
    origins: ["https://upstream.test"],
  },
  url: "https://upstream.test/health",
};
const signed = () => signCommand({ by, key, deployment }, target, body, now);
const reader = (more: { target?: typeof target; deployment?: string; key?: typeof key } = {}) =>
  new CommandReader(
    { by: verifier, key: more.key ?? key, deployment: more.deployment ?? deployment },
    more.target ?? target,
  );

describe("a command", () => {
  it("is taken by the process that it is for, once, and can't be read on the way", () => {
    const { text, nonce } = signed();
    const taking = reader();
    expect(taking.take(text, now)).toEqual({ nonce, body });
    expect(() => taking.take(text, now + 1)).toThrow("replayed");
    expect(taking.take(signed().text, now).body).toEqual(body);
    expect(text).not.toContain("Redis must not show");
    expect(text).not.toContain("upstream.test");
  });

  it.each([
    ["another worker", () => reader({ target: { ...target, workerId: "g1/1" } }), "wrong-target"],
    ["the worker's next process", () => reader({ target: { ...target, startedAt: 1_001 } }), "wrong-target"],
    ["another deployment", () => reader({ deployment: "other" }), "wrong-deployment"],
    ["a gateway with another SNAPSHOT_KEY", () => reader({ key: randomKey() }), "bad-signature"],
  ])("is refused by %s", (_whom, other, problem) => {
    expect(() => other().take(signed().text, now)).toThrow(problem);
  });

  it.each([
    ["when its time is over", now + COMMAND_LIFETIME_MS],
    ["before its time", now - 60_000],
  ])("is refused %s", (_when, time) => {
    expect(() => reader().take(signed().text, time)).toThrow("expired");
  });

  it("is refused when it would live longer than a nonce is remembered", () => {
    const nonce = "n".repeat(22);
    const place = ["command", deployment, target.workerId, String(target.startedAt), nonce];
    const sealed = sealValue(key, JSON.stringify(body), place);
    const common = { schemaVersion: 1, deployment, target, nonce, issuedAt: now, sealed };
    const sign = (expiresAt: number) => signMessage(by, "command", { ...common, expiresAt }).text;
    expect(reader().take(sign(now + COMMAND_LIFETIME_MS), now).body).toEqual(body);
    expect(() => reader().take(sign(now + 86_400_000), now)).toThrow("expired");
  });

  it("is refused when it is forged, altered, of another kind, or holds what belongs to another", () => {
    const other = createSigner(parsePrivateKey(generateSigningKeys().privateKey));
    expect(() => reader().take(signCommand({ by: other, key, deployment }, target, body, now).text)).toThrow(
      "bad-signature",
    );
    const altered = signed().text.replace("g1/0", "g1/2");
    expect(() => reader({ target: { ...target, workerId: "g1/2" } }).take(altered, now)).toThrow(
      "bad-signature",
    );
    const one = JSON.parse(JSON.parse(signed().text).payload);
    const two = JSON.parse(JSON.parse(signed().text).payload);
    const mixed = signMessage(by, "command", { ...one, sealed: two.sealed }).text;
    expect(() => reader().take(mixed, now)).toThrow("bad-signature");
    expect(() => reader().take(signMessage(by, "head", one).text, now)).toThrow("bad-signature");
    expect(() => reader().take("{}", now)).toThrow("malformed");
  });

  it("of a kind that isn't known is refused", () => {
    const unknown = { ...body, kind: "run-shell" } as unknown as CommandBody;
    const { text } = signCommand({ by, key, deployment }, target, unknown, now);
    expect(() => reader().take(text, now)).toThrow("schema-version");
  });
});

describe("an answer", () => {
  const answer = { nonce: "n", workerId: "g1/0", result: "ok", missing: null } as const;

  it("comes out as it went in, and is refused when it is forged or says something else than a code", () => {
    expect(openAnswer(key, sealAnswer(key, answer))).toEqual(answer);
    expect(() => openAnswer(key, sealAnswer(randomKey(), answer))).toThrow("bad-signature");
    const talkative = { ...answer, result: "the password is …" } as never;
    expect(() => openAnswer(key, sealAnswer(key, talkative))).toThrow("malformed");
  });
});
