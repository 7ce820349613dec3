package io.feedhorn.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.List;

/** The page of the chat room in one browser session. */
record ChatPage(BrowserSession session, Page page) {
  /** Opens the page and waits for the welcome message. */
  static ChatPage join(BrowserSession session, LiveServer server) {
    ChatPage page = new ChatPage(session, session.open(server.origin() + "/chat.html"));
    assertThat(page.event("Welcome to the lobby, " + page.name() + ".")).hasCount(1);
    return page;
  }

  /** Returns the name of the user. */
  String name() {
    return page.locator("#name").inputValue();
  }

  void write(String text) {
    page.locator("#text").fill(text);
    page.locator("#text").press("Enter");
  }

  /**
   * Starts to send a number of messages, and returns immediately. The second half of them is sent
   * when there is a message of another user.
   */
  void startSending(String prefix, int messages, int everyMillis, String otherPrefix) {
    page.evaluate(
        """
        ([prefix, messages, everyMillis, otherPrefix]) => {
          let sent = 0;
          const hasOther = () => [...document.querySelectorAll('.message .text')]
            .some(text => text.textContent.startsWith(otherPrefix));
          const timer = setInterval(() => {
            if (sent >= messages / 2 && !hasOther()) return;
            document.querySelector('#text').value = prefix + sent;
            document.querySelector('#composer').requestSubmit();
            if (++sent === messages) clearInterval(timer);
          }, everyMillis);
        }
        """,
        List.of(prefix, messages, everyMillis, otherPrefix));
  }

  Locator messages() {
    return page.locator(".message");
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
