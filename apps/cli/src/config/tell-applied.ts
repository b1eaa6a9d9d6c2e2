/** Done, but with `--wait` not in force everywhere, or nowhere since there is no gateway. */
const NOT_EVERYWHERE_EXIT_CODE = 3;

/** For the help of commands that wait. */
export const waitExitCodes =
  "\nExit codes: 0 done, 1 failed, 2 wrong usage, 3 done, but with --wait not in force everywhere.";

/**
 * What an answer says of the gateways, as the end of a sentence; empty when nobody has asked. Ends with 3 when the change is
 * not in force on all of them: whoever goes on then may still meet the old rule.
 */
export function tellApplied({ headers }: Pick<Response, "headers">): string {
  const reached = headers.get("zerq-config-applied");
  if (reached === null) return "";
  const [applied = 0, known = 0] = reached.split("/").map(Number);
  if (applied === known && known > 0) return `, in force on ${reached} gateways`;
  process.exitCode = NOT_EVERYWHERE_EXIT_CODE;
  if (known === 0) return ", in force nowhere yet: there is no gateway";
  const pending = headers.get("zerq-config-pending");
  return `, in force on ${reached} gateways${pending === null ? "" : `; not yet on ${pending}`}`;
}
