package io.feedhorn.source.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.source.format.Format;
import io.vertx.mqtt.MqttClientOptions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MqttOptionsTest {
  private static MqttClientOptions client(String url) {
    Duration timeout = Duration.ofSeconds(1);
    return new MqttOptions(url, List.of("a"), "c", timeout, 1_000, Format.JSON).client();
  }

  @Test
  void userAndPasswordMayHaveEveryCharacter() {
    MqttClientOptions client = client("mqtt://a%3Ab%C3%BC:p%40%3A%2F+c@127.0.0.1:1883");

    assertThat(client.getUsername()).isEqualTo("a:b\u00FC");
    assertThat(client.getPassword()).isEqualTo("p@:/+c");
  }

  @Test
  void aPasswordIsNotNeeded() {
    assertThat(client("mqtt://user@127.0.0.1").getUsername()).isEqualTo("user");
    assertThat(client("mqtt://user@127.0.0.1").getPassword()).isNull();
    assertThat(client("mqtt://127.0.0.1").getUsername()).isNull();
  }
}
