package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.client.PollingReader;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.UpdateReader;
import io.feedhorn.http.HttpTestClient;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** {@code /v1/updates} fulfils the contract with short polling. */
class ShortPollingContractIT extends TransportContract {
  @Override
  public UpdateReader open(ReadRequest request) {
    return new PollingReader(client(), request.limit(LongPollingContractIT.LIMIT), 0);
  }

  @Override
  public boolean limitsTheRate() {
    return false;
  }

  @Override
  public boolean sendsDeltas() {
    return false;
  }

  @Override
  public boolean marksHistory() {
    return true;
  }

  @Test
  void earliestHasNoRecovered() {
    String topic = server().everyFeed() + ".a";
    server().publish(topic, "1");
    String path = "/v1/updates?topics=" + topic + "&since=";

    JsonObject earliest = new JsonObject(server().http().get(path + "earliest").body());
    assertThat(earliest.getJsonArray("updates")).hasSize(1);
    assertThat(earliest.containsKey("recovered")).isFalse();
    String cursor = HttpTestClient.query(earliest.getString("cursor"));
    assertThat(new JsonObject(server().http().get(path + cursor).body()).getBoolean("recovered"))
        .isTrue();
  }
}
