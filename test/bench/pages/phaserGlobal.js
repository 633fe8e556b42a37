import * as Phaser from 'phaser';

// rexUI takes the engine from the page.
window.Phaser = Phaser;
