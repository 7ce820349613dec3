package io.feedhorn.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Texts of other scripts than Latin in the chat room. */
class ChatTextIT {
  /** Returns the place of a character of a text on the screen, from the left. */
  private static final String PLACE =
      """
      (node, index) => {
        const range = document.createRange();
        range.setStart(node.firstChild, index);
        range.setEnd(node.firstChild, index + 1);
        return range.getBoundingClientRect().left;
      }
      """;

  @RegisterExtension static final Chromium chromium = new Chromium();

  private LiveServer server;

  @BeforeEach
  void start() {
    server = LiveServer.start(LiveServer.NO_DATA);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static double place(Locator text, int index) {
    return ((Number) text.evaluate(PLACE, index)).doubleValue();
  }

  @Test
  void aMessageFromRightToLeftHasItsFullStopAtTheLeft() {
    ChatPage chat = ChatPage.join(chromium.newSession(), server);
    String hebrew = "\u05e9\u05dc\u05d5\u05dd.";

    chat.write(hebrew);

    Locator text = chat.message(hebrew).locator(".text");
    assertThat(text).hasText(hebrew);
    assertThat(place(text, hebrew.length() - 1)).isLessThan(place(text, 0));
  }

  @Test
  void aNameThatBeginsWithAnEmojiHasItInItsPicture() {
    ChatPage chat = ChatPage.join(chromium.newSession(), server);
    chat.page().locator("#name").fill("\ud83e\udd8a Fox");
    chat.page().locator("#name").press("Tab");

    chat.write("hello");

    assertThat(chat.message("hello").locator(".face")).hasText("\ud83e\udd8a");
  }
}
