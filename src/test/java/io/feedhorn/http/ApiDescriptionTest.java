package io.feedhorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.http.ApiDescription.Operation;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.NotificationFeeds;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code openapi.yaml} has the endpoints, parameters, headers and statuses of the code. */
class ApiDescriptionTest {
  private static final ApiDescription HTTP = ApiDescription.of("openapi.yaml");

  /** Files among the pages that are part of the API. */
  private static final Set<String> DOCUMENTS = Set.of("GET /openapi.yaml", "GET /asyncapi.yaml");

  /** Sources that read and write headers of requests and responses. */
  private static final List<String> SOURCES = List.of("http", "transport", "publish");

  private static final Pattern HEADER =
      Pattern.compile(
          "HttpHeaders\\.([A-Z_]+)|HttpHeaderNames\\.([A-Z_]+)|\"([A-Z]+[a-z]*(?:-[A-Z][A-Za-z]*)+|Prefer|traceparent|tracestate)\"");

  /** Headers that every endpoint has in common, or that belong to HTTP, pages or SockJS. */
  private static final Set<String> COMMON =
      Set.of(
          // Described by media types and security schemes.
          "accept",
          "authorization",
          "content-type",
          // HTTP itself.
          "connection",
          "content-length",
          "expires",
          "host",
          "sec-websocket-extensions",
          "sec-websocket-key",
          "transfer-encoding",
          // Pages, and pages of other origins.
          "access-control-allow-credentials",
          "access-control-allow-headers",
          "access-control-allow-methods",
          "access-control-allow-origin",
          "access-control-expose-headers",
          "access-control-max-age",
          "access-control-request-headers",
          "access-control-request-method",
          "content-security-policy",
          "origin",
          "referrer-policy",
          "sec-fetch-site",
          "timing-allow-origin",
          "x-content-type-options",
          "x-ua-compatible");

  @Test
  void everyRequestOfTheServerIsDescribedAndNoOther() {
    assertThat(HTTP.operations().keySet())
        .filteredOn(name -> !DOCUMENTS.contains(name))
        .containsExactlyInAnyOrderElementsOf(methods().keySet());
    assertThat(HTTP.operations()).containsKeys(DOCUMENTS.toArray(String[]::new));
  }

  @Test
  void theLongestUserOfRulesIsThatOfTheServer() {
    JsonObject user =
        HTTP.root()
            .getJsonObject("components")
            .getJsonObject("parameters")
            .getJsonObject("alertUser");

    assertThat(user.getJsonObject("schema").getInteger("maxLength"))
        .isEqualTo(NotificationFeeds.MAX_RECIPIENT_CHARACTERS);
  }

  /** Without HEAD, which the description has in words. */
  private static Map<String, Endpoint> methods() {
    Map<String, Endpoint> methods = new TreeMap<>();
    Stream.concat(EndpointTable.ALL.stream(), Stream.of(EndpointTable.EVENT_BUS_WEB_SOCKET))
        .forEach(
            endpoint ->
                endpoint.methods().keySet().stream()
                    .filter(method -> !method.equals(HttpMethod.HEAD))
                    .forEach(method -> methods.put(method + " " + described(endpoint), endpoint)));
    return methods;
  }

  private static String described(Endpoint endpoint) {
    return endpoint.path().replaceAll(":(\\w+)", "{$1}");
  }

  @Test
  void everyRequestHasTheParametersOfTheServer() {
    methods()
        .forEach(
            (name, endpoint) -> {
              Operation operation = HTTP.operation(name);
              AllowedParameters allowed =
                  endpoint.methods().get(HttpMethod.valueOf(name.substring(0, name.indexOf(' '))));
              if (allowed != null) {
                assertThat(HTTP.parameters(operation, "query"))
                    .as(name)
                    .containsExactlyElementsOf(allowed.names());
              }
              assertThat(HTTP.parameters(operation, "path"))
                  .as(name)
                  .containsExactlyElementsOf(
                      Pattern.compile(":(\\w+)")
                          .matcher(endpoint.path())
                          .results()
                          .map(found -> found.group(1))
                          .toList());
            });
  }

  /**
   * Unknown parameters are possible on each request whose query is checked, invalid tokens and
   * other origins on each request of the API, limits on each that is not always served.
   */
  @Test
  void everyRequestHasTheRefusalsOfThePipeline() {
    methods()
        .forEach(
            (name, endpoint) -> {
              Operation operation = HTTP.operation(name);
              boolean limited = !endpoint.has(Endpoint.Trait.ALWAYS_SERVED);
              boolean ofApi =
                  Stream.of("/v1/", "/eventbus/", "/metrics").anyMatch(endpoint.path()::startsWith);
              boolean isHealth = endpoint.path().startsWith("/health/");
              assertHas(operation, "400", !isHealth);
              assertHas(operation, "401", ofApi);
              assertHas(operation, "403", ofApi);
              assertHas(operation, "413", operation.hasBody());
              assertHas(operation, "415", operation.hasBody());
              assertHas(operation, "429", limited);
              assertHas(operation, "503", limited || isHealth);
              assertHas(operation, "default", !isHealth);
            });
  }

  private static void assertHas(Operation operation, String status, boolean expected) {
    assertThat(operation.statuses().contains(status))
        .as("%s has %s", operation.name(), status)
        .isEqualTo(expected);
  }

  @Test
  void everyStatusIsASuccessOrThatOfAnErrorCode() {
    Set<String> known =
        Stream.of(ErrorCode.values())
            .map(code -> String.valueOf(code.status()))
            .collect(Collectors.toCollection(TreeSet::new));
    known.addAll(List.of("101", "200", "201", "202", "204", "304", "426", "default"));

    assertThat(HTTP.operations().values())
        .allMatch(operation -> known.containsAll(operation.statuses()));
  }

  @Test
  void theHeadersAreThoseOfTheCode() {
    Set<String> described = new TreeSet<>();
    for (Operation operation : HTTP.operations().values()) {
      Stream.concat(
              HTTP.parameters(operation, "header").stream(),
              HTTP.responseHeaders(operation).stream())
          .map(name -> name.toLowerCase(Locale.ROOT))
          .forEach(described::add);
    }
    Set<String> used = new TreeSet<>(headersOfTheCode());

    assertThat(described).as("described, and not in the code").isSubsetOf(used);
    used.removeAll(COMMON);
    assertThat(used).as("in the code, and not described").isSubsetOf(described);
  }

  private static List<String> headersOfTheCode() {
    return SOURCES.stream()
        .flatMap(ApiDescriptionTest::sources)
        .flatMap(text -> HEADER.matcher(text).results())
        .map(ApiDescriptionTest::header)
        .toList();
  }

  private static String header(MatchResult found) {
    String name =
        Stream.of(found.group(1), found.group(2), found.group(3))
            .filter(group -> group != null)
            .findFirst()
            .orElseThrow();
    return name.replace('_', '-').toLowerCase(Locale.ROOT);
  }

  /** Without the list of headers that pages of other origins may send. */
  private static Stream<String> sources(String directory) {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java/io/feedhorn", directory))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.endsWith("CorsHandler.java"))
          .map(ApiDescriptionTest::text)
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
