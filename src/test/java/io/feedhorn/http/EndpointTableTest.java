package io.feedhorn.http;

import static org.assertj.core.api.Assertions.assertThat;

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
  void aPathWithATopicIsFoundAsItWasSent() {
    assertThat(EndpointTable.findOfTopic("/v1/topics/prices.a")).isEqualTo(EndpointTable.TOPIC);
    assertThat(EndpointTable.findOfTopic("/v1/topics/a/b%2Fhistory"))
        .isEqualTo(EndpointTable.TOPIC);
    assertThat(EndpointTable.findOfTopic("/v1/topics/history")).isEqualTo(EndpointTable.TOPIC);
    assertThat(EndpointTable.findOfTopic("/v1/topics/a/b/history"))
        .isEqualTo(EndpointTable.HISTORY);
    assertThat(EndpointTable.findOfTopic("/v1/presence/a/b")).isEqualTo(EndpointTable.PRESENCE);
    assertThat(EndpointTable.findOfTopic("/v1/topics/a/")).isNull();
    assertThat(EndpointTable.findOfTopic("/v1/topics")).isNull();
    assertThat(EndpointTable.findOfTopic("/v1/time")).isNull();
  }
}
