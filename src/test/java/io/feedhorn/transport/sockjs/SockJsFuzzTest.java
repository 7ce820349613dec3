package io.feedhorn.transport.sockjs;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.feedhorn.model.FuzzInput;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reading and writing the messages of SockJS. */
class SockJsFuzzTest {
  @FuzzTest
  void messagesAreReadUnchanged(byte[] bytes) {
    List<String> messages = messages(FuzzInput.text(bytes));
    if (messages != null) {
      List<Buffer> strings = messages.stream().map(SockJsFrames::string).toList();
      assertThat(strings).allMatch(SockJsFuzzTest::isAscii);
      assertThat(SockJsFrames.messages(SockJsFrames.array(strings).toString().substring(1)))
          .isEqualTo(messages);
      messages.forEach(SockJsFuzzTest::mayBeAReason);
    }
  }

  private static @Nullable List<String> messages(String text) {
    try {
      return SockJsFrames.messages(text);
    } catch (DecodeException refused) {
      return null;
    }
  }

  private static void mayBeAReason(String text) {
    assertThat(new JsonArray(SockJsFrames.close(3000, text).substring(1)).getString(1))
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
