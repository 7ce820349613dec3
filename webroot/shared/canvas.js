/**
 * Clears a canvas and returns its context, scaled to CSS pixels.
 * @param {HTMLCanvasElement} canvas @param {{clientWidth: number, clientHeight: number}} size if known; else it is read from the layout
 * @returns {{context: CanvasRenderingContext2D, width: number, height: number} | null} null if the canvas is not visible
 */
export function contextOf(canvas, size = canvas) {
  const {clientWidth: width, clientHeight: height} = size;
  const context = canvas.getContext('2d');
  if (!context || !width || !height) return null;
  const ratio = devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return {context, width, height};
}
