import { defineConfig } from "vite";

export default defineConfig({
  // Relative, so that the page also works behind a path prefix.
  base: "./",
  build: {
    // A data: script or worker would need an exception in the page's policy.
    assetsInlineLimit: 0,
    // Monaco is one large module that loads after the page is drawn.
    chunkSizeWarningLimit: 5000,
    // "use client" in libraries is for frameworks that render on a server.
    rolldownOptions: { checks: { moduleLevelDirective: false } },
  },
  server: {
    proxy: { "/graphql": "http://127.0.0.1:8000" },
  },
});
