// Bundles the page into dist/ui. Nothing is inlined, so that the page holds under `default-src 'self'`.
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const HERE = dirname(fileURLToPath(import.meta.url));

export default defineConfig({
  root: HERE,
  base: '/',
  publicDir: false,
  clearScreen: false,
  logLevel: 'warn',
  oxc: { jsx: { runtime: 'automatic' } },
  server: {
    // For work on the page: `vite ui`, beside `blackstart up`.
    proxy: {
      '/api': process.env.BLACKSTART_PAGE ?? 'http://127.0.0.1:8443',
      '/enter': process.env.BLACKSTART_PAGE ?? 'http://127.0.0.1:8443',
    },
  },
  build: {
    outDir: resolve(HERE, '../dist/ui'),
    emptyOutDir: true,
    assetsDir: 'assets',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    reportCompressedSize: false,
    // 'use client' in React packages means nothing here.
    rolldownOptions: { checks: { moduleLevelDirective: false, bundlerTimings: false } },
  },
});
