// A plain `npm install` would ignore the workspace, the lockfile and the list of allowed install scripts.
if (!(process.env.npm_config_user_agent ?? "").startsWith("pnpm/")) {
  console.error(
    "Zerq's dependencies are installed with pnpm, from its lockfile.\n" +
      "  npm start   installs them and brings the product up\n" +
      "  npm test    installs them and runs every test\n" +
      "  npx -y pnpm@12.21.0 install --frozen-lockfile   only installs them",
  );
  process.exit(1);
}
