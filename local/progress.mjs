// Shows the steps of the set-up and of `npm start` on the terminal.
//
// Plain JavaScript, because it runs before any package is installed, on any Node.js from 20 on.

import util from 'node:util';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const TICK_MS = 120;
const TITLE_WIDTH = 46;
const DEFAULT_COLUMNS = 80;
/** As wide as the longest name of a part: cdk-bootstrap. */
const PART_WIDTH = 13;
const PART_STYLES = ['cyan', 'magenta', 'yellow', 'blue', 'green'];

/**
 * On a terminal, running steps are ticking lines at the end of the output. Elsewhere each step prints a line at its start
 * and one at its end.
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

  /** Runs `work` and shows it while it runs, then as done or failed with its duration. */
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

  /** Removes all running steps from the display, because the program is stopping. */
  dropSteps() {
    this.#running = [];
    clearInterval(this.#timer);
    this.#show();
  }

  /** Prints a line of a part's log, after the part's name. */
  log(part, line) {
    const style = this.#stylesByPart.get(part) ?? PART_STYLES[this.#stylesByPart.size % PART_STYLES.length];
    this.#stylesByPart.set(part, style);
    const text = util.stripVTControlCharacters(line);
    this.say(`${this.paint(style, `${part.padEnd(PART_WIDTH)} │`)} ${text}`);
  }

  /** Prints an error; the first line is emphasized. */
  problem(message) {
    const [first = '', ...rest] = message.split('\n');
    this.say(['', this.paint(['red', 'bold'], first), ...rest].join('\n'));
  }

  /** Styles `text` on a terminal, unless NO_COLOR or FORCE_COLOR say otherwise. */
  paint(style, text) {
    if (!this.#isColoured() || util.styleText === undefined) return text;
    // `validateStream` is newer than Node.js 20, which ignores it. The decision about colours was made above.
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
   * Erases the ticking lines, writes `text`, and draws the lines again below it, all in one write: at Ctrl-C the terminal
   * drops pending output, and half of a write would make the count of lines wrong. The cursor stays below the lines, so
   * that the next write also erases an echoed ^C.
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
    // Erasing would miss part of a line that wraps.
    const width = Math.max(0, (this.#out.columns || DEFAULT_COLUMNS) - 13);
    const text = title.slice(0, width).padEnd(Math.min(TITLE_WIDTH, width));
    return `  ${sign} ${text}${this.paint('dim', `${seconds} s`)}\n`;
  }
}
