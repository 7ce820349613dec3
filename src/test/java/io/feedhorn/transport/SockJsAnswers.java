package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Messages of the SockJS protocol, and checks of the answers of its server. */
final class SockJsAnswers {
  static final String SCRIPT = "application/javascript; charset=UTF-8";
  static final String TEXT = "text/plain; charset=UTF-8";
  private static final String NOT_CACHED =
      "no-store, no-cache, no-transform, must-revalidate, max-age=0";

  /** A heartbeat as a frame of each transport and as the answer to each kind of poll. */
  private static final Pattern HEARTBEAT =
      Pattern.compile(
          "h\\n|data: h(\\r\\n){2}|<script>\\np\\(\"h\"\\);\\n</script>\\r\\n"
              + "|/\\*\\*/\\w+\\(\"h\"\\);\\r\\n");

  private SockJsAnswers() {}

  /** Repeats a poll as long as a heartbeat ends it, which may come at any time. */
  static String afterHeartbeats(Supplier<HttpResponse<String>> poll) {
    String answer = poll.get().body();
    while (HEARTBEAT.matcher(answer).matches()) {
      answer = poll.get().body();
    }
    return answer;
  }

  /** Returns the next frame of a stream that is not a heartbeat, with its end. */
  static String frame(InputStream body, String end) throws IOException {
    StringBuilder frame = new StringBuilder();
    while (frame.lastIndexOf(end) < 0 || HEARTBEAT.matcher(frame).matches()) {
      if (frame.lastIndexOf(end) >= 0) {
        frame.setLength(0);
      }
      int next = body.read();
      if (next < 0) {
        throw new EOFException("the stream ended after " + frame);
      }
      frame.append((char) next);
    }
    return frame.toString();
  }

  static String read(InputStream body, int bytes) throws IOException {
    return new String(body.readNBytes(bytes), StandardCharsets.UTF_8);
  }

  /** Returns a message that is answered at an address immediately, as clients send it. */
  static String pingMessage(String address) {
    return quoted(
        new JsonObject()
            .put("type", "send")
            .put("address", "feedhorn.publish")
            .put("replyAddress", address)
            .encode());
  }

  static String quoted(String message) {
    return new JsonArray().add(message).encode();
  }

  static String type(HttpResponse<?> answer) {
    return header(answer, "Content-Type");
  }

  static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  static void hasNoCookie(HttpResponse<?> answer) {
    assertThat(header(answer, "Set-Cookie")).isEmpty();
  }

  static void isNotCached(HttpResponse<?> answer) {
    assertThat(answer.headers().allValues("Cache-Control")).containsExactly(NOT_CACHED);
    assertThat(header(answer, "Expires")).isEmpty();
    assertThat(header(answer, "Last-Modified")).isEmpty();
  }

  static void isReadable(HttpResponse<?> answer) {
    assertThat(answer.headers().allValues("Access-Control-Allow-Origin"))
        .containsExactly(SockJsUnderTest.ORIGIN);
    assertThat(answer.headers().allValues("Access-Control-Allow-Credentials"))
        .containsExactly("true");
  }
}
