package io.feedhorn.bench.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/** Each server gets the same update in a request of its own interface. */
class PublishRequestsTest {
  @Test
  void aSingleUpdateIsPostedToItsTopic() {
    assertThat(text("feedhorn-ws", 1))
        .startsWith("POST /v1/topics/batch.t3 HTTP/1.1\r\n")
        .contains("Content-Type: application/json\r\n")
        .contains("\r\n\r\n{\"seq\":3,");
    assertThat(text("centrifugo", 1))
        .startsWith("POST /api/publish HTTP/1.1\r\n")
        .contains("\r\n\r\n{\"channel\":\"batch.t3\",\"data\":{\"seq\":3,");
  }

  @Test
  void aBatchHasALineForEachUpdate() {
    String batch = text("feedhorn-ws", 100);

    assertThat(batch).startsWith("POST /v1/publish HTTP/1.1\r\n");
    String body = batch.substring(batch.indexOf("\r\n\r\n") + 4);
    assertThat(batch).contains("Content-Length: " + body.length() + "\r\n");
    assertThat(body.lines()).hasSize(100).allMatch(line -> line.startsWith("{\"topic\":\"batch.t"));
  }

  @Test
  void aServerWithoutBatchesRefusesThem() {
    assertThatIllegalArgumentException().isThrownBy(() -> text("centrifugo", 2));
  }

  private static String text(String protocol, int lines) {
    return new String(PublishRequests.of(protocol, 80, 3, lines), US_ASCII);
  }
}
