package io.feedhorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EndpointTableTest {
  @Test
  void aPathIsFoundAsTheRouterFindsIt() {
    assertThat(EndpointTable.findRouted("/v1/time")).isEqualTo(EndpointTable.TIME);
    assertThat(EndpointTable.findRouted("/v1/time/")).isEqualTo(EndpointTable.TIME);
    assertThat(EndpointTable.findRouted("/v1/time/x")).isNull();
    assertThat(EndpointTable.findRouted("/V1/time")).isNull();
    assertThat(EndpointTable.findRouted("/")).isNull();
    assertThat(EndpointTable.findRouted("")).isNull();
  }

  @Test
  void pathsWithParametersAndOfTheEventBusHaveRoutesOfTheirOwn() {
    assertThat(EndpointTable.findRouted("/v1/topics/prices.a")).isNull();
    assertThat(EndpointTable.findRouted("/eventbus/websocket")).isNull();
  }

  @Test
  void aTopicIsReadFromThePathAsItWasSent() {
    assertThat(found("/v1/topics/prices.a")).isEqualTo(EndpointTable.TOPIC);
    assertThat(found("/v1/topics/a/b%2Fhistory")).isEqualTo(EndpointTable.TOPIC);
    assertThat(found("/v1/topics/history")).isEqualTo(EndpointTable.TOPIC);
    assertThat(found("/v1/topics/a/b/history")).isEqualTo(EndpointTable.HISTORY);
    assertThat(found("/v1/presence/a/b")).isEqualTo(EndpointTable.PRESENCE);
    assertThat(EndpointTable.findWithParameters("/v1/topics//a", "/v1/topics/a"))
        .isEqualTo(EndpointTable.TOPIC);
    assertThat(EndpointTable.findWithParameters("/v1//topics/a", "/v1/topics/a")).isNull();
    assertThat(found("/v1/topics/a/")).isNull();
  }

  @Test
  void anotherParameterIsOneSegmentOfTheNormalizedPath() {
    assertThat(found("/v1/readers/a%2Fb")).isEqualTo(EndpointTable.READER);
    assertThat(found("/v1/readers/a/")).isEqualTo(EndpointTable.READER);
    assertThat(found("/v1/readers/a/ack")).isEqualTo(EndpointTable.READER_ACK);
    assertThat(EndpointTable.findWithParameters("/v1//readers/a", "/v1/readers/a"))
        .isEqualTo(EndpointTable.READER);
    assertThat(found("/v1/readers/a/b")).isNull();
    assertThat(found("/v1/readers/")).isNull();
    assertThat(found("/v1/readers")).isNull();
    assertThat(found("/v1/time")).isNull();
  }

  private static @Nullable Endpoint found(String path) {
    return EndpointTable.findWithParameters(path, path);
  }
}
