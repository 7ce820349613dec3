/**
 * Draws a line. Its last part is coloured above and below a base level. Colours are the canvas's text colour and its
 * `--past`, so that the style sheet defines them for both colour schemes.
 * @param {HTMLCanvasElement} canvas @param {number[]} values oldest first
 * @param {number} from index of the first value of the part in colour @param {number} base the level to compare with
 */
export function sparkline(canvas, values, from, base) {
  const {clientWidth: width, clientHeight: height} = canvas;
  const brush = canvas.getContext('2d');
  if (!brush || !width || !height) return;
  const ratio = devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  brush.setTransform(ratio, 0, 0, ratio, 0, 0);
  brush.clearRect(0, 0, width, height);
  if (!values.length) return;

  const pad = 3;
  const low = Math.min(...values, base);
  const span = Math.max(...values, base) - low;
  const step = (width - 2 * pad) / Math.max(1, values.length - 1);
  /** @param {number} value */
  const y = value => (span ? height - pad - ((value - low) / span) * (height - 2 * pad) : height / 2);
  /** @param {number} index */
  const x = index => pad + index * step;
  const style = getComputedStyle(canvas);
  const last = values.length - 1;
  brush.lineWidth = 1.5;
  brush.lineJoin = 'round';

  brush.strokeStyle = style.getPropertyValue('--past');
  brush.globalAlpha = 0.6;
  brush.beginPath();
  for (let at = 0; at <= from; at++) brush.lineTo(x(at), y(values[at]));
  brush.stroke();

  brush.strokeStyle = brush.fillStyle = style.color;
  brush.globalAlpha = 0.5;
  brush.setLineDash([2, 3]);
  brush.beginPath();
  brush.moveTo(x(from), Math.round(y(base)) + 0.5);
  brush.lineTo(width, Math.round(y(base)) + 0.5);
  brush.stroke();
  brush.setLineDash([]);

  // The coloured part starts at the base level, because earlier values may be unknown.
  const since = () => {
    brush.beginPath();
    brush.moveTo(x(from), y(base));
    for (let at = from; at <= last; at++) brush.lineTo(x(at), y(values[at]));
  };
  brush.globalAlpha = 1;
  since();
  brush.stroke();
  since();
  brush.lineTo(x(last), y(base));
  brush.globalAlpha = 0.14;
  brush.fill();
  brush.globalAlpha = 1;
  brush.beginPath();
  brush.arc(x(last), y(values[last]), 2.25, 0, 2 * Math.PI);
  brush.fill();
}
