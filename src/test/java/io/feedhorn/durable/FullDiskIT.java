package io.feedhorn.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.feedhorn.hostile.ServerProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small file system in memory that gets full. Skipped if the user must not mount one. */
class FullDiskIT {
  private static final int MAX_PUBLISHES = 20_000;

  @TempDir private Path folder;

  private SmallDisk disk;

  @BeforeEach
  void mount() throws IOException {
    disk = new SmallDisk(folder.resolve("disk"), 128);
    assumeThat(disk.isMounted()).as("mounting a tmpfs").isTrue();
  }

  @AfterEach
  void unmount() {
    disk.close();
  }

  @Test
  void onlyDurableFeedsAreRefusedUntilThereIsRoom() throws Exception {
    Path store = folder.resolve("disk").resolve("store");
    List<Long> answered = new ArrayList<>();
    String value = '"' + "x".repeat(20_000) + '"';
    try (ServerProcess server = DurableServer.start(store)) {
      answered.add(offset(server.publish("orders.a", value)));
      disk.fill();
      HttpResponse<String> refusal = publishUntilRefused(server, value, answered);
      assertThat(refusal.statusCode()).isEqualTo(503);
      assertThat(refusal.body()).contains("\"code\":\"unavailable\"");
      assertThat(refusal.headers().firstValueAsLong("Retry-After").orElse(0)).isPositive();

      assertThat(server.publish("memory.a", "1").statusCode()).isEqualTo(201);
      assertThat(server.get("/v1/topics/orders.a")).contains("\"offset\":" + answered.size());
      assertThat(storeCheck(server).getBoolean("writable")).isFalse();
      Awaitility.await()
          .until(
              () -> new JsonObject(server.get("/health/ready")).getString("status").equals("UP"));

      String reader = server.get("/v1/updates?topics=orders.a&reader=late");
      assertThat(reader).contains("\"code\":\"unavailable\"");

      disk.empty();
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> storeCheck(server).getBoolean("writable"));
      answered.add(offset(server.publish("orders.a", "\"last\"")));
      assertThat(server.log().lines().filter(line -> line.contains("cannot be written")))
          .hasSizeBetween(1, 2);
      assertThat(server.log()).doesNotContain("StoreException", "\tat ");
      server.signal("KILL");
    }
    try (ServerProcess server = DurableServer.start(store)) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> storeCheck(server).getLong("bytes") > 0);
      assertThat(answered).last().isEqualTo((long) answered.size());
      assertThat(server.get("/v1/topics/orders.a")).contains("\"offset\":" + answered.size());
    }
  }

  private static HttpResponse<String> publishUntilRefused(
      ServerProcess server, String value, List<Long> answered) {
    for (int i = 0; i < MAX_PUBLISHES; i++) {
      HttpResponse<String> response = server.publish("orders.a", value);
      if (response.statusCode() != 201) {
        return response;
      }
      answered.add(offset(response));
    }
    throw new AssertionError("the disk does not get full");
  }

  private static Long offset(HttpResponse<String> response) {
    return new JsonObject(response.body()).getLong("offset");
  }

  private static JsonObject storeCheck(ServerProcess server) {
    return new JsonObject(server.get("/health/ready"))
        .getJsonArray("checks").stream()
            .map(JsonObject.class::cast)
            .filter(check -> check.getString("id").equals("store"))
            .findFirst()
            .orElseThrow()
            .getJsonObject("data");
  }
}
