import * as Phaser from 'phaser';
import { GametegraPlugin } from './plugin/GametegraPlugin.js';

// `load.scenePlugin('GametegraPlugin', url, 'gametegra', 'gametegra')` installs the class that stands under this name.
Object.assign(globalThis, { GametegraPlugin });
// A class of that name from before a hot reload would be taken instead.
Phaser.Plugins.PluginCache.remove('GametegraPlugin');
