package io.feedhorn.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.feedhorn.transport.Command;
import io.feedhorn.transport.Command.Result;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The page that sends notifications. */
class NotifyPageIT {
  private static final String PATH = "/notify.html";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @RegisterExtension static final Chromium chromium = new Chromium();

  private static LiveServer server;

  @BeforeAll
  static void start() {
    server = LiveServer.start(LiveServer.NO_DATA);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static BellPage open() {
    return open(chromium.newSession());
  }

  private static BellPage open(BrowserSession session) {
    return open(session, server);
  }

  private static BellPage open(BrowserSession session, LiveServer server) {
    return BellPage.open(session, server.origin() + PATH);
  }

  private static void become(BellPage bell, String user, String groups) {
    bell.page().locator("#user-name").fill(user);
    bell.page().locator("#user-groups").fill(groups);
    bell.page().locator("#user-save").click();
    bell.page()
        .waitForFunction(
            "user => document.querySelector('feedhorn-bell').getAttribute('user') === user", user);
    bell.isLive();
  }

  private static void choose(Page page, String label) {
    page.getByRole(AriaRole.RADIO, new Page.GetByRoleOptions().setName(label).setExact(true))
        .check();
  }

  private static void send(Page page, String title) {
    page.locator("#title").fill(title);
    page.locator("#send").click();
  }

  private static Locator result(Page page) {
    return page.locator("#result");
  }

  @Test
  void whatIsSentToOneselfArrivesAtTheBellWithAllItsFields() {
    BellPage bell = open();
    Page page = bell.page();
    become(bell, "ann", "");
    page.locator("#body").fill("It took 4 minutes.");
    choose(page, "Warning");
    page.locator("#link").fill("/inspect.html");
    page.locator("#icon").fill("/favicon.svg");
    page.locator("#ttl").selectOption("1 hour");
    page.locator("#collapse").fill("build-17");

    send(page, "Build 17");

    assertThat(result(page))
        .hasText(
            Pattern.compile(
                "^Sent to notify\\.ann in \\d+ ms, offset \\d+\\. At the bell after \\d+ ms\\.$"));
    bell.hasUnread(1);
    assertThat(page.locator("#bell-summary")).hasText("1 unread");
    bell.openList();
    Locator item = bell.item("Build 17");
    assertThat(item).hasAttribute("data-level", "warning");
    assertThat(item).containsText("It took 4 minutes.");
    assertThat(item.locator("a")).hasAttribute("href", server.origin() + "/inspect.html");
    assertThat(item.locator("img")).hasAttribute("src", server.origin() + "/favicon.svg");
    assertThat(
            (String)
                page.evaluate(
                    "fetch('/v1/topics/notify.ann').then(r => r.json()).then(u => JSON.stringify(u.data))"))
        .isEqualTo(
            "{\"title\":\"Build 17\",\"body\":\"It took 4 minutes.\",\"level\":\"warning\","
                + "\"link\":\"/inspect.html\",\"icon\":\"/favicon.svg\",\"ttl\":3600,"
                + "\"collapse\":\"build-17\"}");
  }

  @Test
  void aUserAGroupAndEveryoneGetWhatIsSentToThem() {
    // All users of a server have what is sent to everyone.
    try (LiveServer own = LiveServer.start(LiveServer.NO_DATA)) {
      BellPage sender = open(chromium.newSession(), own);
      become(sender, "bob", "");
      BellPage reader = open(chromium.newSession(ScreenSize.PHONE, ColorScheme.DARK), own);
      become(reader, "carol", "editors admins");
      Page page = sender.page();

      choose(page, "A user");
      page.locator("#name").fill("carol");
      send(page, "to carol");
      reader.hasUnread(1);
      choose(page, "A group");
      page.locator("#name").fill("admins");
      send(page, "to admins");
      reader.hasUnread(2);
      choose(page, "Everyone");
      send(page, "to everyone");
      reader.hasUnread(3);
      sender.hasUnread(1);
      assertThat(reader.titles()).containsExactly("*to everyone", "*to admins", "*to carol");

      reader.openList().markAllRead();
      reader.hasUnread(0);
      sender.hasUnread(1);
      sender.session().closePage();
      reader.session().closePage();
    }
  }

  @Test
  void whatIsMissingOrNotAllowedIsSaid() {
    Page page = open().page();
    Locator problem = page.locator("#problem");
    send(page, " ");
    assertThat(problem).hasText("A notification needs a title.");
    assertThat(page.locator("#title")).isFocused();

    choose(page, "A group");
    send(page, "Hello");
    assertThat(problem).hasText("Enter the group to send to.");
    assertThat(page.locator("#name")).isFocused();

    page.locator("#name").fill("a b");
    page.locator("#send").click();
    assertThat(problem).containsText("“a b” is not a name");

    page.locator("#user-name").fill("a.b");
    page.locator("#user-save").click();
    assertThat(page.locator("#user-problem")).containsText("“a.b” is not a name");
    page.locator("#user-name").fill("n".repeat(188));
    page.locator("#user-save").click();
    assertThat(page.locator("#user-problem")).containsText("use 1 to 187 printable characters");
  }

  @Test
  void theCodeOfThePageSendsTheSame(@TempDir Path folder) throws Exception {
    BellPage bell = open();
    Page page = bell.page();
    become(bell, "dave", "");
    page.locator("#title").fill("It's \"quoted\" \\ and <b>bold</b>");
    page.locator("#body").fill("50 % of $HOME\nand `more`");
    bell.hasUnread(0);

    Result curl = run(folder, "bash", "-c", code(page, "curl"));
    assertThat(curl.code()).as(curl.output()).isZero();
    bell.hasUnread(1);

    Path script = folder.resolve("send.mjs");
    Files.writeString(script, code(page, "JavaScript"));
    Result node = run(folder, "node", script.toString());
    assertThat(node.code()).as(node.output()).isZero();
    bell.hasUnread(2);

    Path java = folder.resolve("Notify.java");
    Files.writeString(java, code(page, "Java"));
    Result launched = run(folder, "java", java.toString());
    assertThat(launched.output()).startsWith("201 ");
    bell.hasUnread(3);

    bell.openList();
    for (int index = 0; index < 3; index++) {
      assertThat(bell.items().nth(index).locator(".title"))
          .hasText("It's \"quoted\" \\ and <b>bold</b>");
      assertThat(bell.items().nth(index).locator(".body")).hasText("50 % of $HOME\nand `more`");
    }
  }

  @Test
  void theHtmlOfThePageIsABell(@TempDir Path webroot) throws Exception {
    BellPage bell = open();
    become(bell, "erin", "editors");
    send(bell.page(), "Hello");
    bell.hasUnread(1);
    String html = code(bell.page(), "HTML");
    try (LiveServer other = LiveServer.start(LiveServer.NO_DATA, webroot)) {
      Files.writeString(
          webroot.resolve("index.html"),
          "<!doctype html><html lang=en><link rel=icon href=icon.svg>"
              + html.replace(server.origin(), other.origin()));
      Files.writeString(webroot.resolve("icon.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>");
      BrowserSession session = chromium.newSession();
      BellPage shown = BellPage.open(session, other.origin());
      other.publish("notify-group.editors", new JsonObject().put("title", "Draft"));
      shown.hasUnread(1);
      session.closePage();
    }
  }

  private static String code(Page page, String language) {
    page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName(language).setExact(true))
        .click();
    return page.locator("#snippet code").textContent();
  }

  private static Result run(Path folder, String... command) throws IOException {
    return Command.run(folder, PATIENCE, List.of(command));
  }

  @Test
  void theTabsOfTheCodeAreUsedByTheKeyboard() {
    Page page = open().page();
    page.locator("#tab-curl").focus();
    page.keyboard().press("ArrowRight");
    assertThat(page.locator("#tab-JavaScript")).isFocused();
    assertThat(page.locator("#snippet")).containsText("await fetch(");
    page.keyboard().press("ArrowLeft");
    page.keyboard().press("ArrowLeft");
    assertThat(page.locator("#tab-HTML")).isFocused();
    assertThat(page.locator("#snippet")).containsText("<feedhorn-bell user=");
  }

  @Test
  void nothingIsWiderThanAPhone() {
    for (ScreenSize screen : List.of(ScreenSize.PHONE, ScreenSize.SMALL)) {
      BellPage bell = open(chromium.newSession(screen, ColorScheme.LIGHT));
      send(bell.page(), "Averylongwordwithoutanyspace".repeat(5));
      bell.hasUnread(1);
      bell.openList();
      assertThat((Boolean) bell.page().evaluate(WIDER)).as(screen.name()).isFalse();
      bell.session().takeScreenshot("notify-" + screen.name().toLowerCase(Locale.ROOT));
    }
  }

  private static final String WIDER =
      """
      () => document.documentElement.scrollWidth > innerWidth
        || document.querySelector('feedhorn-bell').shadowRoot.querySelector('.panel')
          .getBoundingClientRect().right > innerWidth
      """;
}
