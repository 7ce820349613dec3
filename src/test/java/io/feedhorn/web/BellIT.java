package io.feedhorn.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.feedhorn.model.SkippingClock;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The bell on a page of somebody else's, on several devices of one user. */
class BellIT {
  @TempDir static Path webroot;
  @RegisterExtension static final Chromium chromium = new Chromium();

  private static LiveServer server;

  @BeforeAll
  static void start() {
    server = LiveServer.start(LiveServer.NO_DATA, webroot);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String newUser(String attributes) throws IOException {
    return BellPage.newUser(webroot, attributes);
  }

  private static BellPage open(String user) {
    return open(user, chromium.newSession());
  }

  private static BellPage open(String user, BrowserSession session) {
    return BellPage.open(session, server.origin() + "/" + user + ".html");
  }

  private static void send(String topic, String title) {
    publish(server, topic, title);
  }

  private static void publish(LiveServer server, String topic, String title) {
    server.publish(topic, new JsonObject().put("title", title));
  }

  @Test
  void threeLinesOfHtmlShowWhatArrivesForTheUserAGroupAndEveryone() throws Exception {
    String user = newUser("groups=\"editors admins\"");
    // All users of a server have what is sent to everyone.
    try (LiveServer own = LiveServer.start(LiveServer.NO_DATA, webroot)) {
      publish(own, "notify." + user, "before");
      BellPage bell = BellPage.open(chromium.newSession(), own.origin() + "/" + user + ".html");
      bell.hasUnread(1);

      // Looked at as they come, because a message goes away after a few seconds.
      publish(own, "notify." + user, "to the user");
      assertThat(bell.toasts()).hasCount(1);
      publish(own, "notify-group.others", "to others");
      publish(own, "notify-group.editors", "to editors");
      assertThat(bell.toasts()).hasCount(2);
      publish(own, "notify-all.everyone", "to all");
      assertThat(bell.toasts()).hasCount(3);

      bell.hasUnread(4);
      assertThat(bell.titles())
          .containsExactly("*to all", "*to editors", "*to the user", "*before");
      bell.openList();
      assertThat(bell.toasts()).hasCount(0);
      assertThat(bell.items()).hasCount(4);
      assertThat(bell.items().first().locator("time")).hasText("now");
      bell.markAllRead();
      bell.hasUnread(0);
      bell.session().closePage();
    }
  }

  @Test
  void marksOnOneDeviceAreSeenOnAllAndListAndCountAreTheSame() throws Exception {
    String user = newUser("");
    for (String title : List.of("one", "two", "three", "four")) {
      send("notify." + user, title);
    }
    BellPage desk = open(user);
    BellPage laptop = open(user, chromium.newSession(ScreenSize.WIDE, ColorScheme.DARK));
    BellPage phone = open(user, chromium.newSession(ScreenSize.PHONE, ColorScheme.LIGHT));
    List<BellPage> devices = List.of(desk, laptop, phone);
    for (BellPage device : devices) {
      device.hasUnread(4);
    }

    phone.openList().markRead("two");
    haveUnread(devices, 3);
    haveTitles(devices, "*four", "*three", "two", "*one");
    laptop.openList().markRead("four");
    haveUnread(devices, 2);
    send("notify." + user, "five");
    haveUnread(devices, 3);
    haveTitles(devices, "*five", "four", "*three", "two", "*one");
    desk.openList().markAllRead();
    haveUnread(devices, 0);
    haveTitles(devices, "five", "four", "three", "two", "one");

    // A device that comes later has the same.
    BellPage later = open(user);
    later.hasUnread(0);
    assertThat(later.titles()).isEqualTo(desk.titles());
  }

  private static void haveUnread(List<BellPage> devices, int count) {
    for (BellPage device : devices) {
      device.hasUnread(count);
    }
  }

  private static void haveTitles(List<BellPage> devices, String... titles) {
    for (BellPage device : devices) {
      assertThat(device.titles()).containsExactly(titles);
    }
  }

  @Test
  void theServerCountsTheSame() throws Exception {
    String user = newUser("");
    BellPage bell = open(user);
    for (String title : List.of("one", "two", "three")) {
      send("notify." + user, title);
    }
    bell.hasUnread(3);

    bell.openList().markRead("two");

    await()
        .pollInSameThread()
        .untilAsserted(() -> assertThat(unreadOnServer(bell.page(), user)).isEqualTo(2));
  }

  private static int unreadOnServer(Page page, String user) {
    return (Integer)
        page.evaluate(
            "user => fetch(`/v1/readers/${user}`).then(r => r.json())"
                + ".then(({unread}) => unread[`notify.${user}`])",
            user);
  }

  @Test
  void aNewerNotificationReplacesAnOlderOne() throws Exception {
    String user = newUser("");
    BellPage bell = open(user);
    JsonObject build = new JsonObject().put("title", "Build 1").put("collapse", "build");
    server.publish("notify." + user, build);
    bell.hasUnread(1);
    server.publish("notify." + user, build.copy().put("title", "Build 2"));
    await()
        .pollInSameThread()
        .untilAsserted(() -> assertThat(bell.titles()).containsExactly("*Build 2"));
    bell.hasUnread(1);
  }

  /** The clocks of the server and of the browser go forward together. */
  @Test
  void anExpiredNotificationGoes(@TempDir Path store) throws Exception {
    String user = newUser("");
    SkippingClock clock = new SkippingClock();
    try (LiveServer own = LiveServer.startDurable(webroot, store, clock)) {
      BrowserSession session = chromium.newSession().expectingAnOutage();
      session.context().clock().install();
      BellPage bell = BellPage.open(session, own.origin() + "/" + user + ".html");
      publish(own, "notify." + user, "Stays");
      own.publish("notify." + user, new JsonObject().put("title", "Goes").put("ttl", 600));
      bell.hasUnread(2);

      clock.pass(Duration.ofMinutes(10));
      bell.page().clock().fastForward(Duration.ofMinutes(10).toMillis());

      bell.hasUnread(1);
      assertThat(bell.titles()).containsExactly("*Stays");
      session.closePage();
    }
  }

  @Test
  void dataOfAPublisherIsTextAndALinkIsFollowed() throws Exception {
    String user = newUser("");
    BellPage bell = open(user);
    String html = "<img src=x onerror=alert(1)><b>bold</b>";
    server.publish("notify." + user, new JsonObject().put("title", html).put("body", html));
    server.publish("notify." + user, new JsonObject().put("title", "Linked").put("link", "?17"));
    bell.hasUnread(2);
    bell.openList();

    assertThat(bell.item("bold").locator(".title")).hasText(html);
    assertThat(bell.item("bold").locator("a, img, b")).hasCount(0);
    bell.item("Linked").locator("time").click();

    assertThat(bell.page()).hasURL(Pattern.compile("\\.html\\?17$"));
    bell.isLive().hasUnread(1);
  }

  @Test
  void theTabsOfABrowserShareOneConnectionAndTheNextTabTakesOver() throws Exception {
    String user = newUser("");
    BellPage first = open(user);
    Page page = first.session().context().newPage();
    page.navigate(server.origin() + "/" + user + ".html");
    BellPage second = new BellPage(first.session(), page).isLive();
    send("notify." + user, "one");
    first.hasUnread(1);
    second.hasUnread(1);
    assertThat(sockets(first)).isEqualTo(1);
    second.openList().markRead("one");
    first.hasUnread(0);
    second.hasUnread(0);

    first.page().close();
    send("notify." + user, "two");

    second.hasUnread(1);
    assertThat(second.titles()).containsExactly("*two", "one");
  }

  private static long sockets(BellPage bell) {
    return bell.session().requests().stream().filter(url -> url.contains("/v1/ws")).count();
  }

  @Test
  void aCountNeverFlickersWhileAPageIsReloadedOrTheListIsMarked() throws Exception {
    String user = newUser("");
    for (String title : List.of("one", "two", "three")) {
      send("notify." + user, title);
    }
    BrowserSession session = chromium.newSession();
    session.context().addInitScript(RECORD_COUNTS);
    BellPage bell = open(user, session);
    bell.hasUnread(3);
    assertThat(counts(bell)).containsExactly("3");
    bell.page().reload();
    bell.isLive().hasUnread(3);
    assertThat(counts(bell)).containsExactly("3");

    bell.openList().markRead("two");
    await()
        .pollInSameThread()
        .untilAsserted(() -> assertThat(unreadOnServer(bell.page(), user)).isEqualTo(2));
    BellPage other = open(user);
    other.openList().markAllRead();
    bell.hasUnread(0);

    assertThat(counts(bell)).containsExactly("3", "2", "");
  }

  private static List<String> counts(BellPage bell) {
    return ((List<?>) bell.page().evaluate("counts")).stream().map(String::valueOf).toList();
  }

  /**
   * Records each count that the user could see: the text of the count, empty while it is hidden.
   */
  private static final String RECORD_COUNTS =
      """
      window.counts = [];
      const attach = Element.prototype.attachShadow;
      Element.prototype.attachShadow = function (init) {
        const root = attach.call(this, init);
        new MutationObserver(() => {
          const count = root.querySelector('.count');
          const text = !count || count.hidden ? '' : count.textContent;
          if (text !== (counts.at(-1) ?? '')) counts.push(text);
        }).observe(root, {subtree: true, childList: true, characterData: true, attributes: true});
        return root;
      };
      """;

  @Test
  void anAttributeThatIsMissingOrWrongIsNamed() throws Exception {
    BellPage.writePage(webroot, "nobody", "");
    BrowserSession session = chromium.newSession();
    Page page = session.open(server.origin() + "/nobody.html");
    BellPage shown = new BellPage(session, page);
    shown.hasStatus("invalid");
    shown.openList();
    assertThat(shown.panel()).containsText("The attribute 'user' is missing.");

    page.evaluate("document.querySelector('feedhorn-bell').setAttribute('user', 'a.b')");
    shown.openList();
    assertThat(shown.panel()).containsText("must not contain");

    page.evaluate("document.querySelector('feedhorn-bell').setAttribute('user', 'u0')");
    shown.isLive();
  }

  @Test
  void anElementThatIsMovedOrRemovedGoesOnOrEnds() throws Exception {
    String user = newUser("");
    BellPage bell = open(user);
    bell.page().evaluate("document.body.append(document.querySelector('feedhorn-bell'))");
    bell.isLive();
    send("notify." + user, "one");
    bell.hasUnread(1);

    bell.page().evaluate("document.querySelector('feedhorn-bell').remove()");

    await()
        .pollInSameThread()
        .until(
            () ->
                bell.page()
                    .evaluate("navigator.locks.query().then(({held}) => held.length)")
                    .equals(0));
  }
}
