import { measure } from './overlay.js';

window.measure = measure;
