/** The element `<feedhorn-ticker>`, registered by loading the module. */
export class FeedhornTicker extends HTMLElement {
  /** A function that returns a token, or a promise of one; called again when the server refuses it. */
  getToken: (() => string | undefined | Promise<string | undefined>) | null;
  /** The topics that are shown, with their newest values. */
  readonly values: Record<string, any>;
}

declare global {
  interface HTMLElementTagNameMap {
    'feedhorn-ticker': FeedhornTicker;
  }
}
