/** An esbuild plugin: `import * as Phaser from 'phaser'` is the engine that the page has loaded by a script tag. */
export const phaserFromPage = {
  name: 'phaser-from-page',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^phaser$/ }, () => ({ path: 'phaser', namespace: 'page' }));
    onLoad({ filter: /.*/, namespace: 'page' }, () => ({
      contents: `
        if (!window.Phaser) throw new Error('unable to load gametegra-room-chat; Phaser is not on the page; put its script tag before this one');
        module.exports = window.Phaser;`,
    }));
  },
};
