package io.feedhorn.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.feedhorn.hostile.ServerProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
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

  private Path disk;

  @BeforeEach
  void mount() throws IOException {
    disk = Files.createDirectory(folder.resolve("disk"));
    String said =
        ServerProcess.run("mount", "-t", "tmpfs", "-o", "size=128m", "tmpfs", disk.toString());
    assumeThat(said).as("mounting a tmpfs").isEmpty();
  }

  @AfterEach
  void unmount() {
    ServerProcess.run("umount", disk.toString());
  }

  @Test
  void onlyDurableFeedsAreRefusedUntilThereIsRoom() throws Exception {
    Path store = disk.resolve("store");
    List<Long> answered = new ArrayList<>();
    String value = '"' + "x".repeat(20_000) + '"';
    try (ServerProcess server = DurableServer.start(store)) {
      answered.add(offset(server.publish("orders.a", value)));
      fill(disk.resolve("filler"));
      HttpResponse<String> refusal = publishUntilRefused(server, value, answered);
      assertThat(refusal.statusCode()).isEqualTo(503);
      assertThat(refusal.body()).contains("\"code\":\"unavailable\"");
      assertThat(refusal.headers().firstValueAsLong("Retry-After").orElse(0)).isPositive();

      assertThat(server.publish("memory.a", "1").statusCode()).isEqualTo(201);
      assertThat(server.get("/v1/topics/orders.a")).contains("\"offset\":" + answered.size());
      assertThat(storeCheck(server).getBoolean("writable")).isFalse();
      assertThat(new JsonObject(server.get("/health/ready")).getString("status")).isEqualTo("UP");

      Files.delete(disk.resolve("filler"));
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> storeCheck(server).getBoolean("writable"));
      answered.add(offset(server.publish("orders.a", "\"last\"")));
      assertThat(server.log().lines().filter(line -> line.contains("cannot be written")))
          .hasSizeLessThanOrEqualTo(2);
      server.signal("KILL");
    }
    try (ServerProcess server = DurableServer.start(store)) {
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

  private static void fill(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      while (true) {
        out.write(new byte[4_096]);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }
}
