import {write} from './dom.js';

const SHOWN_MS = 2_500;

/**
 * Lets a button share a link: by the dialog of the device if it has one for touch, else by the clipboard.
 * @param {HTMLElement} button @param {() => {title: string, url: string}} what
 */
export function shareButton(button, what) {
  const label = button.textContent ?? '';
  let timer = 0;
  /** @param {string} text */
  const say = text => {
    write(button, text);
    clearTimeout(timer);
    timer = window.setTimeout(() => write(button, label), SHOWN_MS);
  };
  button.addEventListener('click', async () => {
    const {title, url} = what();
    try {
      if ('share' in navigator && matchMedia('(pointer: coarse)').matches) await navigator.share({title, url});
      else {
        await navigator.clipboard.writeText(url);
        say('Link copied');
      }
    } catch (error) {
      if (/** @type {Error} */ (error).name !== 'AbortError') say('Copy the address of this page');
    }
  });
}
