/** Prints a sentence and ends with 1: whoever reads it can do something about it. */
export function refuse(sentence) {
  console.error(`\n${sentence}\n`);
  process.exit(1);
}
