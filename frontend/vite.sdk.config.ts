import { readFileSync } from 'node:fs';
import { defineConfig, type Plugin } from 'vite';

/** What the package's files owe to others goes with them. */
const licences: Plugin = {
  name: 'licences',
  generateBundle() {
    const files = { LICENSE: '../LICENSE', NOTICE: '../NOTICE', 'licenses.txt': 'public/licenses.txt' };
    for (const [fileName, from] of Object.entries(files)) {
      this.emitFile({ type: 'asset', fileName, source: readFileSync(from) });
    }
  },
};

/** The capture SDK as an npm package: addresses of its worker and networks are relative to its own script. */
export default defineConfig({
  base: './',
  publicDir: false,
  assetsInclude: ['**/*.onnx'],
  plugins: [licences],
  build: {
    outDir: 'sdk/dist',
    target: ['chrome123', 'firefox120', 'safari17.5'],
    assetsInlineLimit: 0,
    modulePreload: false,
    rollupOptions: {
      input: 'src/capture/index.ts',
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: 'index.js' },
    },
  },
  worker: { format: 'es' },
});
