package io.feedhorn.web;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.List;

/**
 * The contrast of text by WCAG 2.2, computed from computed colours, the backgrounds behind the text
 * and the opacity of its parents.
 */
final class Contrast {
  private static final String OF =
      """
      node => {
        // Kept in the page: a page has many texts and few colors.
        const {context, colors} = globalThis.contrast ??= {
          context: new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true}),
          colors: new Map()
        };
        const rgba = color => {
          if (colors.has(color)) return colors.get(color);
          context.clearRect(0, 0, 1, 1);
          context.fillStyle = color;
          context.fillRect(0, 0, 1, 1);
          const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
          const known = {rgb: [r, g, b], a: a / 255};
          colors.set(color, known);
          return known;
        };
        const over = (top, a, below) => top.map((value, i) => value * a + below[i] * (1 - a));
        const luminance = rgb => {
          const [r, g, b] = rgb.map(value => value / 255)
            .map(value => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const parents = [];
        for (let each = node; each; each = each.parentElement) parents.unshift(each);
        let below = [255, 255, 255];
        let opacity = 1;
        for (const each of parents) {
          const style = getComputedStyle(each);
          opacity *= Number(style.opacity);
          const {rgb, a} = rgba(style.backgroundColor);
          below = over(rgb, a * opacity, below);
        }
        const text = rgba(getComputedStyle(node).color);
        const [dark, light] = [luminance(over(text.rgb, text.a * opacity, below)), luminance(below)]
          .sort((a, b) => a - b);
        return (light + 0.05) / (dark + 0.05);
      }
      """;

  private static final String TOO_LOW =
      """
      () => {
        const of = %s;
        const large = style => {
          const size = parseFloat(style.fontSize);
          return size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
        };
        const found = new Map();
        const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
          const node = texts.currentNode.parentElement;
          if (!texts.currentNode.data.trim() || node.closest('noscript, .visually-hidden')) continue;
          if (!node.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue;
          const ratio = of(node);
          if (ratio < (large(getComputedStyle(node)) ? 3 : 4.5))
            found.set(node.className || node.tagName, `${ratio.toFixed(2)}: ${node.textContent}`);
        }
        return [...found].map(each => each.join(' '));
      }
      """
          .formatted(OF.strip());

  private Contrast() {}

  /** Returns the contrast ratio, from 1 (invisible) to 21 (black on white). */
  static double of(Locator node) {
    return ((Number) node.evaluate(OF)).doubleValue();
  }

  /** Returns the visible texts below the contrast of level AA, after all animations have ended. */
  static List<String> tooLow(Page page) {
    page.waitForFunction("() => document.getAnimations().length === 0");
    return ((List<?>) page.evaluate(TOO_LOW)).stream().map(String::valueOf).toList();
  }
}
