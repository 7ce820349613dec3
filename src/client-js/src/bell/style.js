/** The style sheet of the element. Pages change it by custom properties and `::part()`. */
export const STYLE = `
:host {
  --_surface: var(--feedhorn-bell-surface, light-dark(#fff, #171b21));
  --_text: var(--feedhorn-bell-text, light-dark(#14181d, #e9ecf0));
  --_muted: var(--feedhorn-bell-muted, light-dark(#5a6370, #98a2af));
  --_line: var(--feedhorn-bell-line, light-dark(#e2e5e9, #2a313a));
  --_hover: var(--feedhorn-bell-hover, light-dark(#f1f3f5, #20262e));
  --_accent: var(--feedhorn-bell-accent, light-dark(#1f5fd6, #7aa7ff));
  --_badge: var(--feedhorn-bell-badge, light-dark(#c4212f, #e5484d));
  --_badge-text: var(--feedhorn-bell-badge-text, #fff);
  --_success: light-dark(#08744a, #45cf95);
  --_warning: light-dark(#8a5300, #f2b84b);
  --_error: light-dark(#bf2734, #ff7b82);
  --_radius: var(--feedhorn-bell-radius, 12px);
  --_size: var(--feedhorn-bell-size, 36px);
  display: inline-block;
  position: relative;
  font: var(--feedhorn-bell-font, 14px/1.45 system-ui, sans-serif);
  font-variant-numeric: tabular-nums;
  text-align: start;
}
:host([hidden]) { display: none; }
:host([theme="light"]) { color-scheme: light; }
:host([theme="dark"]) { color-scheme: dark; }
* { box-sizing: border-box; margin: 0; }
[hidden], [popover]:not([data-open]) { display: none !important; }
button { font: inherit; color: inherit; cursor: pointer; background: none; border: 0; padding: 0; }
svg { display: block; inline-size: 20px; block-size: 20px; }
:focus-visible { outline: 2px solid var(--_accent); outline-offset: 2px; }
.spoken { position: absolute; inline-size: 1px; block-size: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.bell {
  position: relative;
  display: grid;
  place-items: center;
  inline-size: var(--_size);
  block-size: var(--_size);
  border-radius: 50%;
  color: var(--feedhorn-bell-color, inherit);
}
.bell:hover, .bell[aria-expanded="true"] { background: color-mix(in srgb, currentColor 10%, transparent); }
.count {
  position: absolute;
  inset-block-start: calc(50% - 17px);
  inset-inline-start: calc(50% + 1px);
  min-inline-size: 17px;
  block-size: 17px;
  padding-inline: 4px;
  border-radius: 9px;
  background: var(--_badge);
  color: var(--_badge-text);
  font-size: 11px;
  font-weight: 650;
  line-height: 17px;
  text-align: center;
}
.bell[data-status="offline"] svg, .bell[data-status="unauthorized"] svg,
.bell[data-status="forbidden"] svg, .bell[data-status="invalid"] svg { opacity: 0.55; }

.panel, .toast {
  border: 1px solid var(--_line);
  border-radius: var(--_radius);
  background: var(--_surface);
  color: var(--_text);
  box-shadow: var(--feedhorn-bell-shadow, 0 1px 2px rgb(0 0 0 / 8%), 0 12px 32px rgb(0 0 0 / 18%));
}
.panel {
  position: fixed;
  z-index: 2147483000;
  inset: auto;
  padding: 0;
  flex-direction: column;
  inline-size: min(var(--feedhorn-bell-panel-width, 400px), calc(100vw - 16px));
  max-block-size: min(var(--_space, 80vh), 560px);
  overflow: hidden;
}
.panel[data-open] { display: flex; }
.panel:focus-visible { outline-offset: -2px; }
.head { display: flex; align-items: center; justify-content: space-between; gap: 12px; min-block-size: 48px; padding: 8px 16px; border-block-end: 1px solid var(--_line); }
.heading { font-size: 15px; font-weight: 650; }
.text-button { padding: 4px 8px; margin-inline-end: -8px; border-radius: 6px; color: var(--_accent); font-size: 13px; font-weight: 550; }
.text-button:hover { background: var(--_hover); }
.notice { padding: 10px 16px; border-block-end: 1px solid var(--_line); color: var(--_warning); font-size: 13px; }
.empty { display: grid; gap: 2px; padding: 48px 24px; color: var(--_muted); text-align: center; }
.empty strong { color: var(--_text); font-weight: 600; }
.list { flex: 1; min-block-size: 0; padding: 0; overflow-y: auto; overscroll-behavior: contain; list-style: none; }
.item { position: relative; display: flex; gap: 12px; padding: 12px 16px; cursor: default; }
.item + .item { border-block-start: 1px solid var(--_line); }
.item:hover { background: var(--_hover); }
.item:has(a) { cursor: pointer; }
.item:focus-visible { outline-offset: -2px; border-radius: var(--_radius); }
.item.unread::before {
  content: "";
  position: absolute;
  inset-inline-start: 5px;
  inset-block-start: 19px;
  inline-size: 6px;
  block-size: 6px;
  border-radius: 50%;
  background: var(--_accent);
}
.item:not(.unread) .title { font-weight: 450; }
.picture { flex: none; inline-size: 20px; block-size: 20px; color: var(--_muted); }
.picture img { display: block; inline-size: 20px; block-size: 20px; border-radius: 4px; object-fit: cover; }
[data-level="success"] .picture { color: var(--_success); }
[data-level="warning"] .picture { color: var(--_warning); }
[data-level="error"] .picture { color: var(--_error); }
.text { flex: 1; min-inline-size: 0; overflow-wrap: anywhere; }
.title { color: inherit; font-weight: 600; text-decoration: none; unicode-bidi: plaintext; }
a.title:hover { text-decoration: underline; text-underline-offset: 3px; }
.body {
  display: -webkit-box;
  -webkit-box-orient: vertical;
  -webkit-line-clamp: 4;
  overflow: hidden;
  color: var(--_muted);
  white-space: pre-line;
  unicode-bidi: plaintext;
}
.when { color: var(--_muted); font-size: 12.5px; }
.icon-button { flex: none; display: grid; place-items: center; inline-size: 28px; block-size: 28px; margin-block: -4px; margin-inline-end: -6px; border-radius: 8px; color: var(--_muted); }
.icon-button:hover { background: color-mix(in srgb, currentColor 14%, transparent); color: var(--_text); }
.icon-button svg { inline-size: 16px; block-size: 16px; }
.footer { border-block-start: 1px solid var(--_line); }
.footer:empty { display: none; }
.system { display: flex; align-items: center; justify-content: space-between; gap: 12px; inline-size: 100%; padding: 10px 16px; text-align: start; }
.system:hover:not(:disabled) { background: var(--_hover); }
.system:focus-visible { outline-offset: -2px; border-radius: var(--_radius); }
.system:disabled { cursor: default; }
.system small { display: block; color: var(--_muted); font-size: 12.5px; }
.switch { flex: none; inline-size: 34px; block-size: 20px; padding: 2px; border: 1px solid var(--_muted); border-radius: 10px; }
.switch::before { content: ""; display: block; inline-size: 14px; block-size: 14px; border-radius: 50%; background: var(--_muted); transition: translate 120ms; }
[aria-checked="true"] .switch { border-color: var(--_accent); background: var(--_accent); }
[aria-checked="true"] .switch::before { background: var(--_surface); translate: 14px 0; }
:host(:dir(rtl)) [aria-checked="true"] .switch::before { translate: -14px 0; }

.toasts {
  position: fixed;
  z-index: 2147483001;
  inset: auto;
  flex-direction: column;
  gap: 8px;
  inline-size: min(360px, calc(100vw - 32px));
  padding: 0;
  border: 0;
  background: none;
  overflow: visible;
  inset-block-end: 16px;
  inset-inline-end: 16px;
}
.toasts[data-open] { display: flex; }
:host([toasts^="top"]) .toasts { inset-block: var(--feedhorn-bell-toasts-top, 16px) auto; }
:host([toasts$="start"]) .toasts { inset-inline: 16px auto; }
.toast { position: relative; display: flex; gap: 12px; padding: 12px 14px; animation: arrive 180ms ease-out; }
.toast::before { content: ""; position: absolute; inset-block: 10px; inset-inline-start: 0; inline-size: 3px; border-radius: 2px; background: var(--_accent); }
.toast[data-level="success"]::before { background: var(--_success); }
.toast[data-level="warning"]::before { background: var(--_warning); }
.toast[data-level="error"]::before { background: var(--_error); }
@keyframes arrive { from { opacity: 0; translate: 0 8px; } }

@media (pointer: coarse) {
  .icon-button { inline-size: 36px; block-size: 36px; margin-block: -8px; }
}
@media (prefers-reduced-motion: reduce) {
  .toast { animation: none; }
  .switch::before { transition: none; }
}
@media (forced-colors: active) {
  .count { border: 1px solid CanvasText; background: Canvas; color: CanvasText; }
  .bell { border: 1px solid ButtonText; }
  .item.unread::before, .toast::before { forced-color-adjust: none; background: Highlight !important; }
  .switch::before { forced-color-adjust: none; background: CanvasText; }
  [aria-checked="true"] .switch { forced-color-adjust: none; border-color: Highlight; background: Highlight; }
  [aria-checked="true"] .switch::before { background: Canvas; }
}
`;
