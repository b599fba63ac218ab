// The browser's half: `npx vite build` makes dist/web. The server fills in the nonce when it serves index.html.
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { colourSheet } from './web/app/colours.ts'

/** The colours as a style sheet, from the one file that names them, so that they are there before any script runs. */
const colours: Plugin = {
  name: 'overture-colours',
  resolveId: (id) => (id === 'virtual:colours.css' ? '\0colours.css' : undefined),
  load: (id) => (id === '\0colours.css' ? colourSheet() : undefined),
}

export default defineConfig({
  root: 'web',
  plugins: [react(), colours],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2023',
    // The policy of the server forbids data: fonts and inline styles; small files stay files.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ },
            { name: 'tanstack', test: /node_modules[\\/]@tanstack[\\/](react-router|router-core|history|react-store|store|react-query|query-core)[\\/]/ },
            { name: 'zod', test: /node_modules[\\/]zod[\\/]/ },
          ],
        },
      },
    },
  },
  server: { port: 5173, proxy: { '/api': 'http://127.0.0.1:3000' } },
})
