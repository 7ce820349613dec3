/**
 * Draws in the canvas' own text colour, so the style sheet decides what it looks like in either scheme.
 * @param {HTMLCanvasElement} canvas @param {number[]} values oldest first @param {number} [base] a level to compare with
 */
export function sparkline(canvas, values, base) {
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
  if (values.length < 2) return;

  const pad = 3;
  const low = Math.min(...values);
  const span = Math.max(...values) - low;
  const step = (width - 2 * pad) / (values.length - 1);
  /** @param {number} value */
  const y = value => (span ? height - pad - ((value - low) / span) * (height - 2 * pad) : height / 2);
  const color = getComputedStyle(canvas).color;

  if (base !== undefined && base >= low && base <= low + span) dashes(brush, y(base), width, color);
  brush.beginPath();
  values.forEach((value, index) => brush.lineTo(pad + index * step, y(value)));
  brush.globalAlpha = 1;
  brush.strokeStyle = color;
  brush.lineWidth = 1.5;
  brush.lineJoin = 'round';
  brush.stroke();

  const end = {x: width - pad, y: y(values[values.length - 1])};
  brush.lineTo(end.x, height);
  brush.lineTo(pad, height);
  brush.globalAlpha = 0.08;
  brush.fillStyle = color;
  brush.fill();
  brush.globalAlpha = 1;
  brush.beginPath();
  brush.arc(end.x, end.y, 2.25, 0, 2 * Math.PI);
  brush.fill();
}

/** @param {CanvasRenderingContext2D} brush @param {number} y @param {number} width @param {string} color */
function dashes(brush, y, width, color) {
  brush.save();
  brush.globalAlpha = 0.4;
  brush.strokeStyle = color;
  brush.setLineDash([2, 3]);
  brush.beginPath();
  brush.moveTo(0, Math.round(y) + 0.5);
  brush.lineTo(width, Math.round(y) + 0.5);
  brush.stroke();
  brush.restore();
}
