// Bundles one program of pages/ with the packages that it imports, as an app's build does.

import { argv } from "node:process";
import { build } from "esbuild";

const [, , entry, outfile] = argv;
await build({
  entryPoints: [entry],
  outfile,
  bundle: true,
  format: "esm",
  platform: "browser",
  target: "es2022",
  define: { global: "globalThis" },
  logLevel: "error",
});
