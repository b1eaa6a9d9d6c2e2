import { catalogue } from "./catalogue.ts";

/** docs/errors.md, made from the catalogue. */
export function renderErrors(): string {
  const rows = Object.entries(catalogue).map(
    ([code, { status, message }]) => `| \`${code}\` | ${status} | ${message} |`,
  );
  return [
    "# Errors",
    "",
    "Every refusal and failure, of every service, has this body and one of the codes below:",
    "",
    "```json",
    '{"error": "<code>", "message": "<for people>", "requestId": "…", "details": [{"path": "…", "code": "…", "message": "…"}]}',
    "```",
    "",
    "`details` is there when the request itself can be mended. Messages never carry internals; the log entry with the same",
    "request id says what really happened. Generated from `packages/errors/src/catalogue.ts`.",
    "",
    "| Code | Status | Message |",
    "|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}
