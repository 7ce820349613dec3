package io.feedhorn.bench.screenshots;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The pages of a server as a visitor leaves them, as WebP pictures. Used by one thread. */
final class VisitedPages {
  private static final int QUALITY = 82;
  private static final double WIDE_SCALE = 1.5;
  private static final double PHONE_SCALE = 2;
  private static final double TIMEOUT_MILLIS = 120_000;

  /** The chart of a price begins to look like one after so many updates. */
  private static final int UPDATES = 150;

  private static final String SEQ =
      "async () => (await (await fetch('/v1/topics/prices.AAPL')).json()).seq";

  private final Browser browser;
  private final String address;
  private final Map<String, byte[]> pictures = new LinkedHashMap<>();

  VisitedPages(Browser browser, String address) {
    this.browser = browser;
    this.address = address;
  }

  /** Returns the pictures by their names. */
  Map<String, byte[]> visit() {
    visitPhone();
    visitChat();
    visitDashboard();
    visitTopic();
    visitInspect();
    return pictures;
  }

  private Page open(ColorScheme scheme, String path, int width, int height, double scale) {
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setDeviceScaleFactor(scale)
                .setColorScheme(scheme));
    context.setDefaultTimeout(TIMEOUT_MILLIS);
    Page page = context.newPage();
    page.navigate(address + path);
    page.locator("#badge[data-tone=live]").waitFor();
    return page;
  }

  private Page openWide(ColorScheme scheme, String path, int height) {
    return open(scheme, path, 1280, height, WIDE_SCALE);
  }

  private Page openPhone(ColorScheme scheme, String path) {
    return open(scheme, path, 390, 700, PHONE_SCALE);
  }

  private void take(String name, Page page, double scale) {
    JsonObject clip = new JsonObject();
    clip.addProperty("x", 0);
    clip.addProperty("y", 0);
    clip.addProperty("width", page.viewportSize().width);
    clip.addProperty("height", page.viewportSize().height);
    clip.addProperty("scale", scale);
    JsonObject format = new JsonObject();
    format.addProperty("format", "webp");
    format.addProperty("quality", QUALITY);
    format.add("clip", clip);
    JsonObject answer = page.context().newCDPSession(page).send("Page.captureScreenshot", format);
    pictures.put(name, Base64.getDecoder().decode(answer.get("data").getAsString()));
    page.context().close();
  }

  /** The bell with notifications of an application and of an alert. */
  private void visitPhone() {
    Page page = openPhone(ColorScheme.LIGHT, "/notify.html");
    page.locator("#send").click();
    awaitUnread(page, 1);
    page.locator("#title").fill("Maya commented on your report");
    page.locator("#body").fill("“The second chart is what I was looking for.”");
    page.locator("#send").click();
    awaitUnread(page, 2);
    page.navigate(address + "/topic.html?topic=prices.AAPL");
    page.locator("#when").selectOption("changes");
    page.locator("#alert button").click();
    awaitUnread(page, 3);
    scrollToTop(page);
    page.locator("feedhorn-bell button").first().click();
    page.locator("feedhorn-bell >> text=Mark all as read").waitFor();
    take("bell-phone", page, PHONE_SCALE);
  }

  private static void awaitUnread(Page page, int count) {
    page.locator("feedhorn-bell .count:text-is('%d')".formatted(count)).waitFor();
  }

  private void visitChat() {
    Page phone = openPhone(ColorScheme.DARK, "/chat.html");
    Page other = openWide(ColorScheme.LIGHT, "/chat.html", 800);
    phone.locator("text=joined").waitFor();
    String[] lines = {
      "The release is live on all three nodes.",
      "Nice. Did anybody lose their connection?",
      "Everybody resumed, nothing is missing.",
      "Then I update the status page.",
    };
    for (int i = 0; i < lines.length; i++) {
      Page from = i % 2 == 0 ? other : phone;
      from.locator("#text").fill(lines[i]);
      from.locator("#text").press("Enter");
      phone.locator("text=" + lines[i]).waitFor();
    }
    other.context().close();
    take("chat-phone", phone, PHONE_SCALE);
  }

  private void visitDashboard() {
    Page page = openWide(ColorScheme.LIGHT, "/", 880);
    awaitUpdates(page);
    for (String topic :
        new String[] {"prices.AAPL", "prices.GOOG", "prices.SPX", "scores.match-1"}) {
      page.locator("[data-topic='%s'] .star".formatted(topic)).first().click();
    }
    page.locator(".tile").nth(3).waitFor();
    settle(page);
    take("dashboard", page, WIDE_SCALE);
  }

  private void visitTopic() {
    Page page = openWide(ColorScheme.DARK, "/topic.html?topic=prices.AAPL", 980);
    page.locator("#chart canvas").waitFor();
    double price = Double.parseDouble(page.locator("#big").textContent());
    page.locator("#when").selectOption("below");
    page.locator("#value").fill(String.format(Locale.ROOT, "%.2f", price * 0.998));
    page.locator("#alert button").click();
    page.locator("#rules li").waitFor();
    settle(page);
    take("topic-dark", page, WIDE_SCALE);
  }

  private void visitInspect() {
    Page page = openWide(ColorScheme.LIGHT, "/inspect.html#topics?topic=prices.AAPL", 820);
    page.locator("#updates li").nth(5).waitFor();
    settle(page);
    take("inspect", page, WIDE_SCALE);
  }

  /** Scrolls to the top, and waits for updates, from which rates and lines are drawn. */
  private static void settle(Page page) {
    scrollToTop(page);
    page.mouse().move(0, 0);
    page.waitForTimeout(5_000);
  }

  private static void scrollToTop(Page page) {
    page.evaluate("() => scrollTo({top: 0, behavior: 'instant'})");
  }

  private static void awaitUpdates(Page page) {
    while (((Number) page.evaluate(SEQ)).intValue() < UPDATES) {
      page.waitForTimeout(1_000);
    }
  }
}
