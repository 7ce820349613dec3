import {write} from './dom.js';

const SHOWN_MS = 2_500;

/**
 * Lets a button share a link: by the dialog of the device if it has one for touch, else by the clipboard. Without a
 * clipboard, as on pages without TLS, a dialog shows the link.
 * @param {HTMLElement} button @param {() => {title: string, url: string}} what
 */
export function shareButton(button, what) {
  const say = sayer(button);
  button.addEventListener('click', async () => {
    const {title, url} = what();
    try {
      if ('share' in navigator && matchMedia('(pointer: coarse)').matches) await navigator.share({title, url});
      else {
        await navigator.clipboard.writeText(url);
        say('Link copied');
      }
    } catch (error) {
      if (/** @type {Error} */ (error).name !== 'AbortError') prompt('Copy this link:', url);
    }
  });
}

/**
 * Lets a button copy a text. The button is hidden where pages have no clipboard, as on those without TLS.
 * @param {HTMLElement} button @param {() => string} text
 */
export function copyButton(button, text) {
  const say = sayer(button);
  button.hidden = !navigator.clipboard;
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(text());
      say('Copied');
    } catch {
      say('Not copied');
    }
  });
}

/** Returns the function that shows a text on a button for a short time. @param {HTMLElement} button @returns {(text: string) => void} */
function sayer(button) {
  const label = button.textContent ?? '';
  let timer = 0;
  return text => {
    write(button, text);
    clearTimeout(timer);
    timer = window.setTimeout(() => write(button, label), SHOWN_MS);
  };
}
