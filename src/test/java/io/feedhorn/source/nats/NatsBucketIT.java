package io.feedhorn.source.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.source.Broker;
import io.feedhorn.source.SourceServer;
import io.feedhorn.source.TestNats;
import io.nats.client.Connection;
import io.nats.client.KeyValue;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keys of a bucket of NATS, which are the subjects of a stream. */
@SuppressWarnings("try") // The close of a connection to NATS can be interrupted.
class NatsBucketIT {
  @TempDir Path folder;
  private Broker broker;
  private String url;

  @BeforeEach
  void startBroker() {
    int port = Broker.freePort();
    url = "nats://127.0.0.1:" + port;
    broker = TestNats.start(folder, port);
  }

  @AfterEach
  void stopBroker() {
    broker.close();
  }

  private static byte[] price(double value) {
    return ("{\"p\":" + value + "}").getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void theEndOfAKeyDeletesItsTopic() throws Exception {
    try (Connection client = TestNats.connect(url)) {
      client
          .keyValueManagement()
          .create(KeyValueConfiguration.builder().name("prices").maxHistoryPerKey(5).build());
      KeyValue bucket = client.keyValue("prices");
      for (String key : new String[] {"deleted", "purged", "expired"}) {
        bucket.put(key, price(1));
      }
      bucket.delete("deleted");
      bucket.purge("purged");
      // As servers from 2.11 on write it when the time of the last value of a key is over.
      client
          .jetStream()
          .publish(
              NatsMessage.builder()
                  .subject("$KV.prices.expired")
                  .headers(new Headers().add("Nats-Marker-Reason", "MaxAge"))
                  .build());
      bucket.put("last", price(2));
      try (SourceServer server =
          SourceServer.start(
              Map.of(
                  "type",
                  "nats",
                  "url",
                  url,
                  "stream",
                  "KV_prices",
                  "subject",
                  "$KV.prices.>",
                  "topic",
                  "n.${$split($subject, '.')[2]}",
                  "data",
                  "p"))) {
        assertThat(server.values("n.last", 1)).containsExactly(2.0);
        for (String key : new String[] {"deleted", "expired"}) {
          assertThat(server.text("/v1/topics/n." + key + "/history")).contains("\"deleted\":true");
          assertThat(server.text("/v1/topics/n." + key)).contains("not_found");
        }
        assertThat(server.text("/v1/topics/n.purged")).contains("not_found");
        assertThat(server.status("live").getInteger("errors")).isZero();
      }
    }
  }
}
