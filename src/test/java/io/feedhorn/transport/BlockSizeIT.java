package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.http.ReceiptAssert;
import io.feedhorn.http.RunningServer;
import io.feedhorn.limits.Limits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The size of a block of an event stream with the largest value. */
@Timeout(60)
class BlockSizeIT {
  /** Some client libraries cannot read larger blocks. */
  private static final int MAX_BLOCK_BYTES = 64 * 1024;

  private static final int FEEDS = 60;
  private static final int NAME = 20;
  private static final int TOPIC = 200;

  @Test
  void aBlockWithTheLargestValueStaysBelow64KiB() throws IOException {
    try (RunningServer server = RunningServer.start()) {
      List<String> topics = new ArrayList<>();
      for (int i = 0; i < FEEDS; i++) {
        String feed = "f".repeat(NAME - 2) + (10 + i);
        topics.add(feed + "." + "t".repeat(TOPIC - NAME - 1));
        server.publish(topics.get(i), "1");
      }
      String last = topics.get(FEEDS - 1);
      String value = "\"" + "x".repeat(Limits.DEFAULT.messageBytes() - 2) + "\"";
      ReceiptAssert published = server.publish(last, value);

      // Subscribed by a pattern, because the request line has a limit, too.
      String patterns =
          String.join(",", topics.stream().map(t -> t.replaceAll("[.].*", ".*")).toList());
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(
                  server.http().open("GET", "/v1/stream?topics=" + patterns, null).body(),
                  StandardCharsets.UTF_8))) {
        String block = block(lines);
        while (!block.contains(published.update(value))) {
          block = block(lines);
        }
        assertThat(block.getBytes(StandardCharsets.UTF_8).length)
            .isGreaterThan(Limits.DEFAULT.messageBytes())
            .isLessThan(MAX_BLOCK_BYTES);
        assertThat(block).contains(published.cursor());
      }
    }
  }

  private static String block(BufferedReader lines) throws IOException {
    StringBuilder block = new StringBuilder();
    String line = lines.readLine();
    while (!line.isEmpty()) {
      block.append(line).append('\n');
      line = lines.readLine();
    }
    return block.append('\n').toString();
  }
}
