const COLUMN_MS = 250;
const COLUMNS = 240;

/** The minimum and maximum age of each quarter of a second in the last minute. */
export class Timeline {
  least = new Float64Array(COLUMNS).fill(NaN);
  most = new Float64Array(COLUMNS).fill(NaN);
  #column = 0;

  /** @param {number} now ms, of any steady clock @param {number} age ms */
  add(now, age) {
    this.move(now);
    const at = this.#column % COLUMNS;
    if (!(this.least[at] <= age)) this.least[at] = age;
    if (!(this.most[at] >= age)) this.most[at] = age;
  }

  /** Advances the time. @param {number} now */
  move(now) {
    const column = Math.floor(now / COLUMN_MS);
    const from = Math.max(this.#column + 1, column - COLUMNS + 1);
    for (let one = from; one <= column; one++) this.least[one % COLUMNS] = this.most[one % COLUMNS] = NaN;
    this.#column = Math.max(this.#column, column);
  }

  /** Calls back for each column with updates, oldest first. @param {(at: number, least: number, most: number) => void} each `at`: 0 to 1 */
  each(each) {
    for (let back = COLUMNS - 1; back >= 0; back--) {
      const at = (this.#column - back + COLUMNS) % COLUMNS;
      if (this.most[at] === this.most[at]) each(1 - (back + 0.5) / COLUMNS, this.least[at], this.most[at]);
    }
  }

  clear() {
    this.least.fill(NaN);
    this.most.fill(NaN);
  }
}
