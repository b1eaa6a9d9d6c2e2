/** What the tests themselves keep in the data folder of the product that they share. */
export const RUN_FILES = {
  /** Every secret that was set: the only file that is not searched. */
  secrets: "secrets-of-the-run",
  answers: "answers-of-the-run",
  traces: "traces-of-the-run",
  launcher: "launcher-of-the-run",
} as const;
