package io.feedhorn.durable;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.hostile.ServerProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamageIT {
  private static final Duration STOP = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  void aDamagedUpdateIsLeftOutAndResumesAcrossItAreReported() throws Exception {
    Path store = folder.resolve("store");
    String cursor;
    try (ServerProcess server = DurableServer.start(store)) {
      cursor = receipt(server, "orders.a", "first").getString("cursor");
      receipt(server, "orders.a", "second");
      receipt(server, "orders.a", "third");
      receipt(server, "orders.b", "fourth");
      receipt(server, "sales.a", "fifth");
      server.signal("TERM");
      server.exitCode(STOP);
    }
    assertThat(flip(store, "second")).isPositive();

    try (ServerProcess server = DurableServer.start(store)) {
      assertThat(server.log().lines().filter(line -> line.contains("damaged")))
          .singleElement()
          .asString()
          .contains("feed orders, offset 2");
      DurableHttp http = new DurableHttp(server.port());
      DurableHttp.Updates across = http.read("orders", cursor);
      assertThat(across.recovered()).isFalse();
      assertThat(values(across)).containsExactly("third", "fourth");
      DurableHttp.Updates after = http.read("orders", cursor.replaceFirst(":1$", ":2"));
      assertThat(after.recovered()).isTrue();
      assertThat(values(after)).containsExactly("third", "fourth");
      assertThat(values(http.read("sales", "earliest"))).containsExactly("fifth");
      JsonObject next = receipt(server, "orders.a", "sixth");
      assertThat(next.getLong("offset")).isEqualTo(5);
      assertThat(next.getLong("seq")).isEqualTo(4);
    }
  }

  @Test
  void aDamagedNewestUpdateResetsItsFeed() throws Exception {
    Path store = folder.resolve("store");
    String cursor;
    try (ServerProcess server = DurableServer.start(store)) {
      cursor = receipt(server, "orders.a", "first").getString("cursor");
      receipt(server, "orders.b", "second");
      server.signal("KILL");
      server.exitCode(STOP);
    }
    assertThat(flip(store, "second")).isPositive();

    try (ServerProcess server = DurableServer.start(store)) {
      assertThat(server.log()).contains("feed orders, offset 2");
      DurableHttp.Updates across = new DurableHttp(server.port()).read("orders", cursor);
      assertThat(across.recovered()).isFalse();
      assertThat(values(across)).containsExactly("first");
      server.signal("KILL");
      server.exitCode(STOP);
    }
    try (ServerProcess server = DurableServer.start(store)) {
      assertThat(server.log()).doesNotContain("damaged", "new epoch");
      assertThat(receipt(server, "orders.b", "third").getLong("offset")).isEqualTo(3);
    }
  }

  private static List<String> values(DurableHttp.Updates updates) {
    return updates.updates().stream().map(update -> update.getString("data")).toList();
  }

  private static JsonObject receipt(ServerProcess server, String topic, String value) {
    return new JsonObject(server.publish(topic, '"' + value + '"').body());
  }

  /** Flips one bit of a value wherever the store has it. Returns the number of places. */
  private static int flip(Path store, String value) throws IOException {
    int places = 0;
    try (Stream<Path> files = Files.walk(store)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        for (int at = content.indexOf(value); at >= 0; at = content.indexOf(value, at + 1)) {
          try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(at);
            bytes.write(content.charAt(at) ^ 1);
          }
          places++;
        }
      }
    }
    return places;
  }
}
