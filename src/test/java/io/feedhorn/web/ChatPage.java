package io.feedhorn.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.List;

/** The chat room as one visitor has it open. */
record ChatPage(BrowserSession session, Page page) {
  /** Goes in, and waits until the room has said welcome. */
  static ChatPage join(BrowserSession session, LiveServer server) {
    ChatPage room = new ChatPage(session, session.open(server.origin() + "/chat.html"));
    assertThat(room.event("Welcome to the lobby, " + room.name() + ".")).hasCount(1);
    return room;
  }

  /** Under what name this visitor talks. */
  String name() {
    return page.locator("#name").inputValue();
  }

  void write(String text) {
    page.locator("#text").fill(text);
    page.locator("#text").press("Enter");
  }

  /** Writes this many messages while the test goes on. */
  void startSending(String prefix, int messages, int everyMillis) {
    page.evaluate(
        """
        ([prefix, messages, everyMillis]) => {
          let said = 0;
          const mouth = setInterval(() => {
            document.querySelector('#text').value = prefix + said;
            document.querySelector('#composer').requestSubmit();
            if (++said === messages) clearInterval(mouth);
          }, everyMillis);
        }
        """,
        List.of(prefix, messages, everyMillis));
  }

  Locator messages() {
    return page.locator(".said");
  }

  Locator message(String text) {
    return messages().filter(new Locator.FilterOptions().setHasText(text));
  }

  Locator event(String text) {
    return page.locator(".event", new Page.LocatorOptions().setHasText(text));
  }

  Locator problem() {
    return page.locator("#problem");
  }

  /** Returns the messages in the order in which the page shows them. */
  List<String> texts() {
    return messages().locator(".text").allInnerTexts();
  }

  void awaitBadge(String label) {
    assertThat(page.locator("#badge .label")).hasText(label);
  }
}
