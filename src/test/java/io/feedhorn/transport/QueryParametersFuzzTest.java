package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FuzzInput;
import io.feedhorn.model.TopicPattern;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The queries of polls and event streams. */
class QueryParametersFuzzTest {
  private static final int MAX = 5;

  @FuzzTest
  void anyQueryIsParsedOrRefused(byte[] bytes) {
    Map<String, List<String>> given = decoded(FuzzInput.text(bytes));
    if (given == null) {
      return;
    }
    QueryParameters query = new QueryParameters(request(given));
    List<TopicPattern> topics =
        FuzzInput.read(
            () -> query.topics(MAX),
            ErrorCode.BAD_REQUEST,
            ErrorCode.BAD_TOPIC,
            ErrorCode.TOO_MANY);
    if (topics != null) {
      assertThat(topics).isNotEmpty().hasSizeLessThanOrEqualTo(MAX).doesNotHaveDuplicates();
    }
    Cursor since = FuzzInput.read(query::since, ErrorCode.BAD_CURSOR);
    if (since != null) {
      assertThat(Cursor.parse(since.toString())).isEqualTo(since);
    }
    var options = FuzzInput.read(query::options, ErrorCode.BAD_REQUEST);
    if (options != null) {
      assertThat(options.intervalMicros()).isBetween(0L, 1_000_000_000L);
    }
    Integer limit = FuzzInput.read(() -> query.number("limit", 1, MAX, 1), ErrorCode.BAD_REQUEST);
    if (limit != null) {
      assertThat(limit).isBetween(1, MAX);
    }
    Double wait = FuzzInput.read(() -> query.decimal("wait", 0, 60, 0), ErrorCode.BAD_REQUEST);
    if (wait != null) {
      assertThat(wait >= 0 && wait <= 60).as("%s", wait).isTrue();
    }
  }

  /** Decodes as Vert.x does; null if the query is not percent-encoded, which is refused earlier. */
  private static @Nullable Map<String, List<String>> decoded(String query) {
    try {
      return new QueryStringDecoder(query, false).parameters();
    } catch (IllegalArgumentException notEncoded) {
      return null;
    }
  }

  /** Returns a request that has parameters only. */
  private static HttpServerRequest request(Map<String, List<String>> given) {
    return (HttpServerRequest)
        Proxy.newProxyInstance(
            HttpServerRequest.class.getClassLoader(),
            new Class<?>[] {HttpServerRequest.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("params")) {
                return all(given);
              }
              assertThat(method.getName()).isEqualTo("getParam");
              List<String> values = given.get(String.valueOf(arguments[0]));
              return values == null ? null : values.get(0);
            });
  }

  private static MultiMap all(Map<String, List<String>> given) {
    MultiMap all = MultiMap.caseInsensitiveMultiMap();
    given.forEach(all::add);
    return all;
  }
}
