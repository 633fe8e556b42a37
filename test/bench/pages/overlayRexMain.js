import './phaserGlobal.js';
import RexUIPlugin from 'phaser3-rex-plugins/templates/ui/ui-plugin.js';
import { measure } from './overlay.js';

window.measure = (kind, sizes) => measure(kind, sizes, [{ key: 'rexUI', plugin: RexUIPlugin, mapping: 'rexUI' }]);
