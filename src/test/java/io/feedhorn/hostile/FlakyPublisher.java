package io.feedhorn.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Publishes numbers on a topic, one after the other, over a network that may change bytes. Without
 * a response it gives up the publish and the connection. Not thread-safe.
 *
 * @param socket true for a WebSocket, false for HTTP requests
 * @param timeout time after which a response is given up
 * @param unanswered called with a number whose response is given up, before the next one is sent
 */
record FlakyPublisher(
    int port, String topic, boolean socket, Duration timeout, IntConsumer unanswered) {
  private static final Pattern RECEIPT =
      Pattern.compile("\"topic\":\"([^\"]+)\",\"offset\":(\\d+),\"seq\":(\\d+),");

  /** The position of a published value, from its receipt. */
  record PublishedPosition(String topic, long offset, long seq) {}

  /**
   * Publishes the numbers from 1.
   *
   * @param intact true if responses arrive unchanged, so that they can be checked
   */
  List<PublishedPosition> publish(int last, boolean intact) throws IOException {
    List<PublishedPosition> places = new ArrayList<>();
    RawTcpConnection link = null;
    for (int number = 1; number <= last; number++) {
      link = link == null ? open() : link;
      if (link != null && !answers(link, message(number))) {
        unanswered.accept(number);
        end(link, intact, places);
        link = null;
      }
    }
    if (link != null) {
      end(link, intact, places);
    }
    return places;
  }

  private @Nullable RawTcpConnection open() throws IOException {
    RawTcpConnection link = new RawTcpConnection(port);
    if (!socket || answers(link, WebSocketFuzzCase.handshake("/v1/ws", ""))) {
      return link;
    }
    link.close();
    return null;
  }

  /** Sends a publish; a response ends with the end of a JSON object. */
  private boolean answers(RawTcpConnection link, byte[] message) throws IOException {
    int before = link.text().length();
    link.send(message);
    return link.readUntil(
        text -> text.length() > before && text.endsWith("}"), (int) timeout.toMillis());
  }

  private byte[] message(int number) {
    String data = Integer.toString(number);
    if (socket) {
      String message = "{\"type\":\"publish\",\"id\":%s,\"topic\":\"%s\",\"data\":%s}";
      byte[] text = message.formatted(data, topic, data).getBytes(StandardCharsets.UTF_8);
      return WebSocketFuzzCase.frame(0x81, text, text.length);
    }
    return "POST /v1/topics/%s HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(topic, data.length(), data)
        .getBytes(StandardCharsets.UTF_8);
  }

  private void end(RawTcpConnection link, boolean intact, List<PublishedPosition> places)
      throws IOException {
    if (intact) {
      DocumentedResponses.isDocumented(link.text());
      Integer code = socket ? WebSocketFuzzCase.closeCode(link.bytes()) : null;
      assertThat(code == null || WebSocketFuzzCase.CODES.contains(code))
          .as("closed %s", code)
          .isTrue();
      Matcher receipt = RECEIPT.matcher(link.text());
      while (receipt.find()) {
        places.add(
            new PublishedPosition(
                receipt.group(1),
                Long.parseLong(receipt.group(2)),
                Long.parseLong(receipt.group(3))));
      }
    }
    link.close();
  }
}
