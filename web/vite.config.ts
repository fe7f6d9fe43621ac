import optimizeLocales from '@react-aria/optimize-locales-plugin';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Where `npm run dev` finds the server; the build needs none, it is served by it.
const server = process.env.JOBGATE_DEV_SERVER ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [
    { ...optimizeLocales.vite({ locales: ['fr-FR', 'en-GB', 'en-US', 'ar-AE'] }), enforce: 'pre' },
    react(),
    tailwindcss(),
  ],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    target: ['chrome120', 'firefox121', 'safari16.4'],
    // `default-src 'self'` forbids data: addresses, so nothing is inlined.
    assetsInlineLimit: 0,
    manifest: true,
    rollupOptions: {
      // The page, and the API's explorer: neither loads anything of the other.
      input: { index: 'index.html', explorer: 'explorer.html' },
    },
  },
  server: {
    proxy: {
      '/api': { target: server, ws: true },
      '/media': { target: server },
    },
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/test/setup.ts'],
  },
});
