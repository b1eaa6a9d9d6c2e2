/** Older ones have an open request-smuggling advisory (CVE-2026-58044); see docs/adr/0001-node-24.md. */
const OLDEST = [24, 18, 1] as const;

/** Whether a version such as `v24.21.0` is at least the oldest that the services run on. */
export function isSupportedNode(version: string): boolean {
  const parts = version.replace(/^v/, "").split(".").map(Number);
  for (const [index, least] of OLDEST.entries()) {
    const part = parts[index] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
}

/** Ends the process with 1 and a sentence when this Node is too old for a service. */
export function refuseOldNode(service: string, version: string = process.version): void {
  if (isSupportedNode(version)) return;
  process.stderr.write(
    `${service} can't start on Node ${version}: it needs ${OLDEST.join(".")} or newer, since older ones can be made to ` +
      "mistake where a request ends (CVE-2026-58044). In a checkout, npm start brings the right one.\n",
  );
  process.exit(1);
}
