import { createBackdrop, type Backdrop } from '../actors/createBackdrop.js';
import { createCritter, type Critter } from '../actors/createCritter.js';
import { DETAIL } from '../art/paint.js';
import { paintAll } from '../art/paintAll.js';
import { EMOTES } from '../art/paintEmotes.js';
import { UI } from '../art/palette.js';
import { randomName } from '../net/names.js';
import { button } from '../ui/button.js';
import { label } from '../ui/label.js';
import { useCssPixels, type Screen } from '../ui/screen.js';
import { textField } from '../ui/textField.js';
import { DemoScene } from './DemoScene.js';

const NAME_LENGTH = 20;

/** Asks for a name; skipped where the address or a reload tells it. */
export class TitleScene extends DemoScene {
  private backdrop!: Backdrop;
  private critters: Critter[] = [];

  create(): void {
    paintAll(this.textures);
    if (this.player.name !== null) return this.enter(this.player.name);
    this.backdrop = createBackdrop(this);
    const stage = this.add.image(0, 0, 'stage').setScale(1 / DETAIL).setOrigin(0.5, 0.2);
    this.critters = [0, 3, 6, 4].map((color) => createCritter(this, color, 1.15));
    const title = label(this, 0, 0, 'Glimmer Glade', { size: 64, weight: 800 }).setOrigin(0.5);
    const shine = title.context.createLinearGradient(0, 0, 0, 76);
    shine.addColorStop(0.1, '#ffffff');
    shine.addColorStop(0.55, '#ffe9a8');
    shine.addColorStop(1, '#ffb562');
    title.setFill(shine).setShadow(0, 4, 'rgba(30,10,60,0.6)', 14);
    const subtitle = label(this, 0, 0, 'Gather gems with friends, and chat while you do', { size: 18, color: UI.soft }).setOrigin(0.5);
    const field = textField(this, { label: 'Your name', placeholder: 'Your name', value: this.player.lastName ?? randomName(), maxLength: NAME_LENGTH, onEnter: () => start() });
    const start = (): void => {
      const name = field.text.trim();
      if (name === '') return field.refuse();
      this.enter(name);
    };
    const dice = button(this, { width: 46, text: '↻', size: 22, name: 'another-name', onPress: () => void (field.text = randomName()) });
    const play = button(this, { width: 300, height: 54, text: 'Enter the glade', size: 21, look: 'bright', name: 'enter', onPress: start });

    useCssPixels(this, (screen: Screen) => {
      const { width, height } = screen;
      this.backdrop.layout(screen);
      const middle = width / 2;
      const top = Math.max(70, height * 0.2);
      title.setFontSize(Math.min(64, width / 7.4)).setPosition(middle, top);
      subtitle.setFontSize(Math.min(18, width / 23)).setPosition(middle, top + title.height / 2 + 18);
      const form = Math.max(top + 120, height * 0.42);
      field.place(middle - 150, form - 23, 246, 46);
      dice.setPosition(middle + 127, form);
      play.setPosition(middle, form + 66);
      const ground = Math.max(form + 230, height * 0.8);
      const size = Math.min(1, (width - 20) / 760);
      stage.setScale(size / DETAIL).setPosition(middle, ground);
      this.critters.forEach((critter, index) => critter.place(middle + (index - 1.5) * 150 * size, ground + (index % 2) * 20 * size));
    });
    this.time.addEvent({ delay: 1_900, loop: true, callback: () => this.critters[Math.floor(Math.random() * 4)]?.emote(EMOTES[Math.floor(Math.random() * 4)]!) });
    this.cameras.main.fadeIn(400, 10, 15, 46);
  }

  override update(time: number, elapsed: number): void {
    this.backdrop.update(time);
    for (const critter of this.critters) critter.animate(elapsed, { x: 0, y: 0 });
  }

  private enter(name: string): void {
    this.player.setName(name);
    // From here on the server knows who joins; earlier joins would have waited.
    this.gametegra.connect({ guest: { username: name } });
    const { invited } = this.player;
    if (invited === null) this.scene.start('lobby');
    else this.scene.start('match', { code: invited });
  }
}
