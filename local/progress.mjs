// What the person at the terminal sees of `npm start`: its set-up and the start itself say it in the same way.
//
// Plain JavaScript: the set-up runs before any package is there, on whatever Node (20 or newer) the machine has.

import util from 'node:util';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const TICK_MS = 120;
const TITLE_WIDTH = 46;
const DEFAULT_COLUMNS = 80;
/** As wide as the longest name of a part: cdk-bootstrap. */
const PART_WIDTH = 13;
const PART_STYLES = ['cyan', 'magenta', 'yellow', 'blue', 'green'];

/**
 * On a terminal the steps that are under way are lines at the end that tick; elsewhere each step is a plain line at
 * its start and one at its end.
 */
export class Progress {
  #out;
  #env;
  #live;
  #running = [];
  #drawn = 0;
  #frame = 0;
  #timer;
  #stylesByPart = new Map();

  constructor(out, env = process.env) {
    this.#out = out;
    this.#env = env;
    this.#live = out.isTTY === true && env.TERM !== 'dumb';
  }

  say(line) {
    this.#show(`${line}\n`);
  }

  heading(text) {
    this.say(this.paint('bold', text));
  }

  /** Runs `work`, shown while it runs, and then as done or failed with the seconds that it took. */
  async step(title, work) {
    const step = { title, started: performance.now() };
    this.#begin(step);
    try {
      const result = await work();
      this.#end(step, this.paint('green', '✓'));
      return result;
    } catch (error) {
      this.#end(step, this.paint('red', '✗'));
      throw error;
    }
  }

  /** Shows no step as being under way any more: the end of everything has begun. */
  dropSteps() {
    this.#running = [];
    clearInterval(this.#timer);
    this.#show();
  }

  /** One line that a part logged, with the part's name before it. */
  log(part, line) {
    const style = this.#stylesByPart.get(part) ?? PART_STYLES[this.#stylesByPart.size % PART_STYLES.length];
    this.#stylesByPart.set(part, style);
    const text = util.stripVTControlCharacters(line);
    this.say(`${this.paint(style, `${part.padEnd(PART_WIDTH)} │`)} ${text}`);
  }

  /** What went wrong; the first line stands out. */
  problem(message) {
    const [first = '', ...rest] = message.split('\n');
    this.say(['', this.paint(['red', 'bold'], first), ...rest].join('\n'));
  }

  /** `text` in a style of util.styleText where colours are wanted: on a terminal, NO_COLOR and FORCE_COLOR decide. */
  paint(style, text) {
    if (!this.#isColoured() || util.styleText === undefined) return text;
    // `validateStream` is newer than the oldest Node; it is decided here already. (Older ones ignore it.)
    return [style]
      .flat()
      .reduce((painted, one) => util.styleText(one, painted, { validateStream: false }), text);
  }

  #isColoured() {
    const { FORCE_COLOR: force, NO_COLOR: no } = this.#env;
    if (force !== undefined) return force !== '0' && force !== 'false';
    return this.#live && !no;
  }

  #begin(step) {
    this.#running.push(step);
    if (!this.#live) {
      this.say(`  … ${step.title}`);
      return;
    }
    if (this.#running.length === 1) {
      this.#timer = setInterval(() => this.#tick(), TICK_MS);
      this.#timer.unref();
    }
    this.#show();
  }

  #end(step, sign) {
    const dropped = !this.#running.includes(step);
    if (dropped) return;
    this.#running = this.#running.filter((other) => other !== step);
    if (this.#running.length === 0) clearInterval(this.#timer);
    const seconds = ((performance.now() - step.started) / 1000).toFixed(1).padStart(6);
    this.say(`  ${sign} ${step.title.padEnd(TITLE_WIDTH)}${this.paint('dim', `${seconds} s`)}`);
  }

  #tick() {
    this.#frame += 1;
    this.#show();
  }

  /**
   * Wipes the lines that tick, writes `text`, and draws them anew below it. In one go: at a Ctrl-C the terminal throws
   * away what it has not shown yet, and half of it would leave the count of lines wrong. The cursor waits below them,
   * so that a ^C echoed there is wiped too.
   */
  #show(text = '') {
    const wipe = this.#drawn === 0 ? '' : `\r\u001b[${this.#drawn}A\u001b[J`;
    const lines = this.#live ? this.#running.map((step) => this.#liveLine(step)) : [];
    this.#drawn = lines.length;
    this.#out.write(wipe + text + lines.join(''));
  }

  #liveLine({ title, started }) {
    const sign = this.paint('cyan', FRAMES[this.#frame % FRAMES.length]);
    const seconds = `${Math.floor((performance.now() - started) / 1000)}`.padStart(6);
    // A line that wraps would not be wiped whole.
    const width = Math.max(0, (this.#out.columns || DEFAULT_COLUMNS) - 13);
    const text = title.slice(0, width).padEnd(Math.min(TITLE_WIDTH, width));
    return `  ${sign} ${text}${this.paint('dim', `${seconds} s`)}\n`;
  }
}
