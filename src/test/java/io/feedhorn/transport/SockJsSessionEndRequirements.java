package io.feedhorn.transport;

import static io.feedhorn.transport.SockJsAnswers.quoted;
import static io.feedhorn.transport.SockJsAnswers.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Requests that are refused or broken, and the end of their session. */
interface SockJsSessionEndRequirements extends SockJsUnderTest {
  @Test
  default void aSecondPendingRequestIsRefusedAndEnds() throws Exception {
    try (InputStream first =
        server().http().open("POST", session() + "/xhr_streaming", "").body()) {
      assertThat(read(first, 2051)).endsWith("\no\n");
      String second = server().http().post(session() + "/xhr_streaming", "").body();
      assertThat(second)
          .isEqualTo("h".repeat(2048) + "\nc[2010,\"Another connection still open\"]\n");
    }
    String third = "";
    while (!third.contains("c[1002,\"Connection interrupted\"]")) {
      third = server().http().post(session() + "/xhr", "").body();
    }
  }

  private String requests() {
    return server()
        .http()
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("feedhorn_requests_total{transport=\"sockjs-http\"}"))
        .findFirst()
        .orElse("");
  }

  @Test
  default void aBrokenPollEndsItsSession() throws Exception {
    String answered = "";
    String path = "";
    for (int i = 0; !answered.startsWith("c[2010,"); i++) {
      path = session() + i + "/xhr";
      assertThat(server().http().post(path, "").body()).isEqualTo("o\n");
      try (Socket connection = new Socket(InetAddress.getLoopbackAddress(), server().port())) {
        String head = "POST " + path + " HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n";
        String requests = requests();
        connection.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        await().until(() -> !requests().equals(requests));
        // If this one reaches the session first, it waits for a heartbeat, and the other is
        // refused.
        answered = server().http().post(path, "").body();
      }
    }
    String ended = path;
    await()
        .until(
            () ->
                server()
                    .http()
                    .post(ended, "")
                    .body()
                    .equals("c[1002,\"Connection interrupted\"]\n"));
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  default void aStreamEndsAfter128KiBAndTheNextContinues() throws Exception {
    String topic = server().everyFeed() + ".a";
    int values = 4;
    assertThat(post("xhr", "")).isEqualTo("o\n");
    post(
        "xhr_send",
        quoted(new JsonObject().put("type", "register").put("address", topic).encode()));
    StringBuilder received = new StringBuilder();
    try (InputStream first =
        server().http().open("POST", session() + "/xhr_streaming", "").body()) {
      for (int i = 0; i < values; i++) {
        server().publish(topic, "\"" + "x".repeat(50_000) + i + "\"");
      }
      received.append(new String(first.readAllBytes(), StandardCharsets.UTF_8));
      assertThat(received.length()).isBetween(128 * 1024, 256 * 1024);
    }
    // On a busy machine the first response may have all values, so there is one more.
    server().publish(topic, "\"xxxx" + values + "\"");
    while (!received.toString().contains("xxxx" + values)) {
      received.append(post("xhr", ""));
    }
    // Not one x, which an epoch may have, too.
    assertThat(
            Pattern.compile("xxxx(\\d)").matcher(received).results().map(found -> found.group(1)))
        .containsExactly("0", "1", "2", "3", "4");
  }
}
