package io.feedhorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
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
  void aSlashAtTheEndLeadsToTheSameEndpoint() {
    assertThat(EndpointTable.find("/eventbus/websocket/"))
        .isEqualTo(EndpointTable.EVENT_BUS_WEB_SOCKET);
    assertThat(EndpointTable.find("/v1/ws//")).isNull();
    assertThat(EndpointTable.find("/")).isNull();
    assertThat(List.of("/metrics/", "/health/live/")).allMatch(EndpointTable::isAlwaysServed);
    assertThat(EndpointTable.isPathOf(EndpointTable.STREAM, "/v1/stream/")).isTrue();
    assertThat(EndpointTable.isPathOf(EndpointTable.STREAM, null)).isFalse();
  }

  @Test
  void thePathsOfTheApiAndTheEventBusAreThoseOfTheRouter() {
    assertThat(List.of("/v1", "/v1/", "/v1/x")).allMatch(EndpointTable::isApi);
    assertThat(List.of("/", "/v", "/v1x", "/v11/x", "/eventbus/x")).noneMatch(EndpointTable::isApi);
    assertThat(List.of("/eventbus", "/eventbus/x")).allMatch(EndpointTable::isEventBus);
    assertThat(List.of("/", "/v1/x", "/eventbusx")).noneMatch(EndpointTable::isEventBus);
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

  @Test
  void aSentPathIsComparedAsTheRouterComparesIt() {
    List<String> parts = List.of("/", "a", "history", "/history", "b.c/", "%2F");
    List<String> paths = new ArrayList<>();
    for (String prefix : List.of("/v1/topics", "/v1/topics/", "/v1/presence/", "/v1/topic/")) {
      paths.add(prefix);
    }
    for (int length = 0; length < 4; length++) {
      for (String begin : List.copyOf(paths)) {
        parts.forEach(part -> paths.add(begin + part));
      }
    }
    for (Endpoint endpoint :
        List.of(EndpointTable.TOPIC, EndpointTable.HISTORY, EndpointTable.PRESENCE)) {
      Pattern regex = Objects.requireNonNull(endpoint.regex());
      assertThat(paths.stream().filter(path -> endpoint.matches(path, path)).toList())
          .isEqualTo(paths.stream().filter(path -> regex.matcher(path).matches()).toList())
          .isNotEmpty();
    }
  }

  private static @Nullable Endpoint found(String path) {
    return EndpointTable.findWithParameters(path, path);
  }
}
