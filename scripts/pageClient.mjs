import { fileURLToPath } from 'node:url';

/**
 * An esbuild plugin for the script-tag file: `colyseus.js` is the small client of src/page, which does for chat on a web
 * page what the large one does everywhere.
 */
export const pageClient = {
  name: 'page-client',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^colyseus\.js$/ }, () => ({ path: 'colyseus.js', namespace: 'page-client' }));
    onLoad({ filter: /.*/, namespace: 'page-client' }, () => ({
      resolveDir: fileURLToPath(new URL('../src/page', import.meta.url)),
      contents: `export { PageClient as Client } from './PageClient.js';`,
    }));
  },
};
