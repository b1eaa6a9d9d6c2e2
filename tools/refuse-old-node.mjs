// Imported first by the commands, and written so that even a Node of years ago can read it.
var major = Number(process.versions.node.split(".")[0]);
if (major < 18) {
  console.error(
    "\nZerq's tools need Node 18 or newer to start, and this is Node " +
      process.versions.node +
      ". Install a newer one (https://nodejs.org, or: nvm install 24) and run this again.\n" +
      "The services themselves run on a Node that the set-up brings along.\n",
  );
  process.exit(1);
}
