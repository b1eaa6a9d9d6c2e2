import { defaultServerConditions, defineConfig } from "vite";

/**
 * The gateway for production: everything that it needs in a few files. From more than a thousand files, finding and reading
 * them is half of the time that a start takes.
 */
export default defineConfig({
  ssr: {
    noExternal: true,
    resolve: { conditions: ["zerq-source", ...defaultServerConditions] },
  },
  build: {
    ssr: "src/main.ts",
    target: "node24",
    reportCompressedSize: false,
    chunkSizeWarningLimit: 5_000,
  },
});
