/** A hundredth of a millisecond to a quarter of an hour, each bucket 1.2 % wider than the one before. */
const PER_DECADE = 200;
const MIN_EXPONENT = -2;
const DECADES = 8;

/** A histogram of ages with logarithmic buckets and constant memory. */
export class Histogram {
  counts = new Uint32Array(PER_DECADE * DECADES);
  count = 0;
  sum = 0;
  max = -Infinity;

  /** @param {number} ms */
  add(ms) {
    this.count++;
    this.sum += ms;
    if (ms > this.max) this.max = ms;
    const at = ms > 0 ? Math.floor((Math.log10(ms) - MIN_EXPONENT) * PER_DECADE) : 0;
    this.counts[Math.min(this.counts.length - 1, Math.max(0, at))]++;
  }

  get mean() {
    return this.count ? this.sum / this.count : NaN;
  }

  /** A quantile. @param {number} share 0 to 1 */
  quantile(share) {
    if (!this.count) return NaN;
    let left = Math.max(1, Math.ceil(share * this.count));
    for (let at = 0; at < this.counts.length; at++) {
      const here = this.counts[at];
      if (here >= left) return Math.min(this.max, value(at + left / here));
      left -= here;
    }
    return this.max;
  }

  /**
   * The share of values in each step between two powers of ten.
   * @param {number} least power of ten @param {number} most power of ten @param {number} steps for each
   */
  shares(least, most, steps) {
    const width = PER_DECADE / steps;
    const first = (least - MIN_EXPONENT) * PER_DECADE;
    return Array.from({length: (most - least) * steps}, (_, step) => {
      let sum = 0;
      const from = Math.round(first + step * width);
      for (let at = step ? from : 0; at < from + width; at++) sum += this.counts[at] ?? 0;
      return this.count ? sum / this.count : 0;
    });
  }

  clear() {
    this.counts.fill(0);
    this.count = 0;
    this.sum = 0;
    this.max = -Infinity;
  }
}

/** @param {number} bucket */
const value = bucket => 10 ** (bucket / PER_DECADE + MIN_EXPONENT);
