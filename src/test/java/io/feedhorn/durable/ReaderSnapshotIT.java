package io.feedhorn.durable;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.client.FeedhornClient;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.Transport;
import io.feedhorn.client.UpdateReader;
import io.feedhorn.hostile.ServerProcess;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Devices that subscribe to the moves of a reader after a restart get its state at once. */
@Timeout(180)
class ReaderSnapshotIT {
  @TempDir Path folder;

  @Test
  void theSnapshotIsTheStoredState() {
    String cursor;
    try (ServerProcess server = DurableServer.start(folder);
        FeedhornClient client = FeedhornClient.to("http://127.0.0.1:" + server.port())) {
      client.open(Transport.WEBSOCKET, ReadRequest.of("orders.a").reader("idle")).close();
      client.open(Transport.WEBSOCKET, ReadRequest.of("orders.a").reader("u42")).close();
      cursor = client.publish("orders.a", "1").cursor();
      client.publish("orders.a", "2");
      assertThat(client.acknowledge("u42", cursor)).isEqualTo(cursor);
    }
    try (ServerProcess server = DurableServer.start(folder);
        FeedhornClient client = FeedhornClient.to("http://127.0.0.1:" + server.port());
        UpdateReader device = client.open(Transport.WEBSOCKET, ReadRequest.of("sys.readers.u42"))) {
      String state = Objects.requireNonNull(device.poll(Duration.ofSeconds(60))).data();
      assertThat(new JsonObject(state)).isEqualTo(new JsonObject(server.get("/v1/readers/u42")));
      assertThat(new JsonObject(state).getString("cursor")).isEqualTo(cursor);
      assertThat(new JsonObject(state).getJsonObject("unread").getLong("orders.a")).isOne();
      assertThat(server.get("/v1/topics/sys.readers.idle")).contains("not_found");
    }
  }
}
