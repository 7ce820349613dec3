package io.feedhorn.transport.sockjs;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.feedhorn.model.Fuzzed;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The frames of SockJS, as they come and as they go. */
class SockJsFuzzTest {
  @FuzzTest
  void messagesAreReadAsTheyAreWritten(byte[] bytes) {
    List<String> messages = messages(Fuzzed.text(bytes));
    if (messages != null) {
      List<Buffer> strings = messages.stream().map(SockJsText::string).toList();
      assertThat(strings).allMatch(SockJsFuzzTest::isAscii);
      assertThat(SockJsText.messages(SockJsText.array(strings).toString().substring(1)))
          .isEqualTo(messages);
      messages.forEach(SockJsFuzzTest::mayBeAReason);
    }
  }

  private static @Nullable List<String> messages(String text) {
    try {
      return SockJsText.messages(text);
    } catch (DecodeException refused) {
      return null;
    }
  }

  private static void mayBeAReason(String text) {
    assertThat(new JsonArray(SockJsText.close(3000, text).substring(1)).getString(1))
        .isEqualTo(text);
  }

  private static boolean isAscii(Buffer string) {
    for (byte b : string.getBytes()) {
      if (b < ' ') {
        return false;
      }
    }
    return true;
  }
}
