import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer, get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { gatewayCertificate } from "./gateway-certificate.ts";

const temporary = () => mkdtempSync(join(tmpdir(), "zerq-certificate-"));

it("is trusted under both loopback names by whoever trusts it", async () => {
  const { certificateFile, keyFile } = await gatewayCertificate(temporary());
  const cert = readFileSync(certificateFile);
  const server = createServer({ cert, key: readFileSync(keyFile) }, (_request, response) =>
    response.end("hello"),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  for (const name of ["127.0.0.1", "localhost"]) {
    const status = await new Promise((resolve, reject) =>
      get({ host: name, port, ca: cert, family: 4 }, (answer) => resolve(answer.resume().statusCode)).on(
        "error",
        reject,
      ),
    );
    expect(status).toBe(200);
  }
  server.closeAllConnections();
  server.close();
  expect(statSync(keyFile).mode & 0o777).toBe(0o600);
  expect(new X509Certificate(cert).ca).toBe(false);
});

it("is kept, and made anew when a file is damaged", async () => {
  const directory = temporary();
  const { certificateFile, keyFile } = await gatewayCertificate(directory);
  const first = readFileSync(certificateFile, "utf8");
  await gatewayCertificate(directory);
  expect(readFileSync(certificateFile, "utf8")).toBe(first);
  writeFileSync(keyFile, "no key");
  await gatewayCertificate(directory);
  expect(readFileSync(certificateFile, "utf8")).not.toBe(first);
});
