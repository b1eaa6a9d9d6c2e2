import react from "@vitejs/plugin-react";
import { defaultClientConditions, defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  // packages/ui is bundled from its sources, as the services run theirs in development.
  resolve: { conditions: ["zerq-source", ...defaultClientConditions] },
  build: {
    target: "es2022",
    // A data: URL in a style or page would need an exception in the Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 800,
  },
});
