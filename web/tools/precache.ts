import type { Plugin } from "vite";

const OFFICE = "/src/admin/";

/**
 * Which scripts and styles only the office's pages load, by the graph of the build: a till need not
 * keep them offline. `isOfficeOnly` knows after the bundle is made.
 */
export function officeChunks(): Plugin & { isOfficeOnly(url: string): boolean } {
  const others = new Set<string>();
  const all = new Set<string>();
  return {
    name: "office-chunks",
    isOfficeOnly: (url) => all.has(url) && !others.has(url),
    generateBundle(_, bundle) {
      const visit = (file: string) => {
        const chunk = bundle[file];
        if (chunk?.type !== "chunk" || others.has(file)) return;
        if (chunk.facadeModuleId?.includes(OFFICE)) return;
        others.add(file);
        for (const style of chunk.viteMetadata?.importedCss ?? []) others.add(style);
        for (const next of [...chunk.imports, ...chunk.dynamicImports]) visit(next);
      };
      for (const [file, chunk] of Object.entries(bundle)) {
        if (/\.(js|css)$/.test(file)) all.add(file);
        if (chunk.type === "chunk" && chunk.isEntry) visit(file);
      }
    },
  };
}
