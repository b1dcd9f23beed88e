import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Django serves frontend/dist under /static/ and finds the hashed names in dist/.vite/manifest.json.
  base: '/static/',
  // The networks are the very files that the Python side uses: `import url from '.../face.onnx?url'`.
  assetsInclude: ['**/*.onnx'],
  build: {
    // The first browsers with light-dark(), on which the two themes stand.
    target: ['chrome123', 'firefox120', 'safari17.5'],
    manifest: true,
    sourcemap: false,
    // The Content-Security-Policy allows no data: scripts, styles or fonts: nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      // The third one is the capture SDK, for pages of your own: its exports stay.
      input: { app: 'src/app/main.tsx', join: 'src/join/main.tsx', capture: 'src/capture/index.ts' },
      preserveEntrySignatures: 'exports-only',
    },
  },
  worker: { format: 'es' },
  test: {
    include: ['tests/**/*.test.{ts,tsx}'],
  },
});
