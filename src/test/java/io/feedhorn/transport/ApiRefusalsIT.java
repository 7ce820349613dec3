package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.http.RunningServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.yaml.snakeyaml.Yaml;

/** The error codes that {@code openapi.yaml} describes for each request. */
@Timeout(60)
class ApiRefusalsIT {
  private static final List<String> METHODS = List.of("get", "post", "delete");

  @Test
  void eachRequestHasTheErrorCodesThatItCanReturn() {
    try (RunningServer server = RunningServer.start()) {
      Map<String, Object> read = new Yaml().load(server.http().get("/openapi.yaml").body());
      JsonObject paths = new JsonObject(read).getJsonObject("paths");
      List<String> missing = new ArrayList<>();
      for (String path : paths.fieldNames()) {
        for (String method : METHODS) {
          JsonObject operation = paths.getJsonObject(path).getJsonObject(method);
          if (operation != null && !path.startsWith("/health/")) {
            Set<String> named = operation.getJsonObject("responses").fieldNames();
            possible(path, operation)
                .filter(status -> !named.contains(status))
                .forEach(status -> missing.add(method + " " + path + " " + status));
          }
        }
      }
      assertThat(missing).isEmpty();
    }
  }

  /**
   * Unknown parameters and limits are possible on every request; invalid tokens and other origins
   * on every request of the API.
   */
  private static Stream<String> possible(String path, JsonObject operation) {
    Stream<String> all =
        switch (path) {
          case "/metrics" -> Stream.of("400", "401", "403");
          case "/schemas/notification.json" -> Stream.of("400", "429");
          default -> Stream.of("400", "401", "403", "429");
        };
    Stream<String> body = operation.containsKey("requestBody") ? Stream.of("413") : Stream.empty();
    Stream<String> coded =
        operation
                .getJsonArray("parameters", new JsonArray())
                .contains(new JsonObject().put("$ref", "#/components/parameters/coding"))
            ? Stream.of("415")
            : Stream.empty();
    return Stream.of(all, body, coded).flatMap(each -> each);
  }
}
