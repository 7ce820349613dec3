package io.feedhorn.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.http.RunningServer;
import io.feedhorn.http.ServerSetup;
import io.feedhorn.model.ErrorCode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import io.vertx.openapi.contract.OpenAPIVersion;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** The server behaves as {@code openapi.yaml} and {@code asyncapi.yaml} describe. */
class ApiDescriptionIT {
  private static final RunningServer SERVER = RunningServer.with(ServerSetup.DEFAULT.withLab());
  private static final JsonObject HTTP = description("/openapi.yaml");
  private static final JsonObject SOCKET = description("/asyncapi.yaml");
  private static final List<String> METHODS = List.of("get", "post", "delete", "options");

  @BeforeAll
  static void publish() {
    SERVER.publish("described.a", "{\"price\":1.10}");
    SERVER.http().get("/v1/updates?topics=described.a&reader=r");
  }

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  private static JsonObject description(String path) {
    HttpResponse<String> answer = SERVER.http().get(path);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/yaml");
    Map<String, Object> read = new Yaml().load(answer.body());
    return new JsonObject(read);
  }

  /** Returns a path with values in place of its parameters. */
  private static String concrete(String path) {
    return path.replace("{topic}", "described.a")
        .replace("{run}", "1")
        .replace("{reader}", "r")
        .replace("{id}", "r");
  }

  @Test
  void theHttpDescriptionIsValidOpenApi() throws Exception {
    assertThat(faults(HTTP)).isEmpty();
    JsonObject invalid = HTTP.copy();
    invalid
        .getJsonObject("paths")
        .getJsonObject("/v1/time")
        .getJsonObject("get")
        .put("responses", 1);
    assertThat(faults(invalid)).isNotEmpty();
  }

  /** Returns the violations of the schema of OpenAPI itself. */
  private static String faults(JsonObject description) throws Exception {
    OpenAPIVersion version = OpenAPIVersion.fromContract(description);
    return version
        .getRepository(SERVER.vertx(), "app://feedhorn")
        .compose(schemas -> version.validateContract(SERVER.vertx(), schemas, description))
        .map(
            valid -> Boolean.TRUE.equals(valid.getValid()) ? "" : String.valueOf(valid.getErrors()))
        .otherwise(Throwable::getMessage)
        .toCompletionStage()
        .toCompletableFuture()
        .get(50, SECONDS);
  }

  @Test
  void everyPathHasTheDescribedMethods() {
    JsonObject paths = HTTP.getJsonObject("paths");
    for (String path : paths.fieldNames()) {
      TreeSet<String> described = new TreeSet<>();
      for (String method : METHODS) {
        if (paths.getJsonObject(path).containsKey(method)) {
          described.add(method.toUpperCase(Locale.ROOT));
        }
      }
      HttpResponse<String> refused = SERVER.http().exchange("PATCH", concrete(path), "");
      TreeSet<String> allowed =
          new TreeSet<>(
              Arrays.asList(refused.headers().firstValue("Allow").orElse("").split(", ")));
      allowed.remove("HEAD");

      assertThat(refused.statusCode()).as(path).isEqualTo(405);
      assertThat(allowed).as(path).isEqualTo(described);
    }
  }

  @Test
  void everyRequestHasTheDescribedParameters() {
    JsonObject paths = HTTP.getJsonObject("paths");
    int requests = 0;
    for (String path : paths.fieldNames()) {
      for (String method : METHODS) {
        JsonObject operation = paths.getJsonObject(path).getJsonObject(method);
        // Health checks ignore the query, so the parameter is no error there.
        if (operation != null && !path.startsWith("/health/")) {
          String request = concrete(path) + "?x=1";
          HttpResponse<String> refused =
              SERVER.http().exchange(method.toUpperCase(Locale.ROOT), request, null);
          String names = String.join(", ", queryParameters(operation));

          assertThat(refused.statusCode()).as(request).isEqualTo(400);
          assertThat(new JsonObject(refused.body()).getString("detail"))
              .as(request)
              .endsWith(names.isEmpty() ? "none is allowed." : "allowed: " + names + ".");
          requests++;
        }
      }
    }
    assertThat(requests).isGreaterThan(12);
  }

  private static List<String> queryParameters(JsonObject operation) {
    return operation.getJsonArray("parameters", new JsonArray()).stream()
        .map(JsonObject.class::cast)
        .map(each -> each.containsKey("$ref") ? parameter(each.getString("$ref")) : each)
        .filter(each -> each.getString("in").equals("query"))
        .map(each -> each.getString("name"))
        .toList();
  }

  private static JsonObject parameter(String reference) {
    return HTTP.getJsonObject("components")
        .getJsonObject("parameters")
        .getJsonObject(reference.substring(reference.lastIndexOf('/') + 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "prices.*         | true",
        "a.b,c.>          | true",
        "a.b.*.c          | true",
        "0000             | false",
        "*.a              | false",
        "a.b,             | false",
        "a.>.b            | false"
      })
  void theDescribedPatternOfTopicsAcceptsTheSameAsTheServer(String topics, boolean allowed) {
    String pattern =
        parameter("#/components/parameters/topics").getJsonObject("schema").getString("pattern");

    assertThat(topics.matches(pattern)).isEqualTo(allowed);
    assertThat(SERVER.http().get("/v1/updates?topics=" + topics.replace(">", "%3E")).statusCode())
        .isEqualTo(allowed ? 200 : 400);
  }

  @Test
  void optionalFieldsAreNotDescribedAsRequired() {
    assertThat(SERVER.http().exchange("POST", "/v1/tickets", null).statusCode()).isEqualTo(200);
    JsonObject ticket =
        HTTP.getJsonObject("paths").getJsonObject("/v1/tickets").getJsonObject("post");
    assertThat(ticket.containsKey("security")).isFalse();
    assertThat(SERVER.http().exchange("POST", "/v1/lab", null).statusCode()).isEqualTo(200);
    JsonObject body =
        HTTP.getJsonObject("paths")
            .getJsonObject("/v1/lab")
            .getJsonObject("post")
            .getJsonObject("requestBody");
    assertThat(body.getBoolean("required", false)).isFalse();
    assertThat(HTTP.getJsonArray("servers")).isNotEmpty();
  }

  @Test
  void theErrorCodesAreThoseOfTheServer() {
    assertThat(schema(HTTP, "Problem").getJsonObject("properties").getJsonObject("code"))
        .isEqualTo(
            new JsonObject()
                .put(
                    "enum",
                    new JsonArray(Stream.of(ErrorCode.values()).map(ErrorCode::wire).toList())));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/topics/described.a, Update",
    "GET, /v1/updates?topics=described.*, Answer",
    "GET, /v1/updates?topics=described.*&conflate=true&limit=1, Answer",
    "GET, /v1/topics/nothing.here, Problem",
    "GET, /v1/updates, Problem",
    "GET, /v1/updates?topics=described.*&since=x, Problem",
    "POST, /v1/topics/described.b, Receipt",
    "POST, /v1/topics/b, Problem",
    "PUT, /v1/time, Problem",
    "GET, /v1/lab, Laboratory",
    "POST, /v1/lab, Problem",
    "DELETE, /v1/lab/1, Problem",
  })
  void aResponseMatchesItsSchema(String method, String path, String schema) {
    String body = SERVER.http().exchange(method, path, method.equals("POST") ? "1" : null).body();

    assertThat(faults(HTTP, "#/components/schemas/" + schema, new JsonObject(body))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"rate\":0.5,\"topics\":1,\"size\":16}",
        "{\"handicap\":{\"delay\":1,\"loss\":0.5,\"kilobits\":16,\"sleep\":1}}"
      })
  void aLaboratorySessionMatchesItsSchema(String wanted) {
    assertThat(faults(HTTP, "#/components/schemas/Wanted", new JsonObject(wanted))).isEmpty();

    JsonObject run = new JsonObject(SERVER.http().post("/v1/lab", wanted).body());

    assertThat(faults(HTTP, "#/components/schemas/Run", run)).isEmpty();
    String path = "/v1/lab/" + run.getString("run");
    assertThat(SERVER.http().exchange("DELETE", path, null).statusCode()).isEqualTo(204);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/topics?limit=1, /v1/topics",
    "/v1/topics, /v1/topics",
    "/v1/topics/described.a/history, /v1/topics/{topic}/history",
    "/v1/readers/r, /v1/readers/{reader}",
    "/v1/updates?topics=described.a&reader=r, /v1/updates",
    "/v1/time, /v1/time",
    "/v1/hello?name=you, /v1/hello",
  })
  void aPageOfResultsMatchesItsSchema(String path, String described) {
    String pointer =
        "#/paths/"
            + described.replace("/", "~1")
            + "/get/responses/200/content/application~1json/schema";

    assertThat(faults(HTTP, pointer, new JsonObject(SERVER.http().get(path).body()))).isEmpty();
  }

  @Test
  void anUndescribedFieldIsDetected() {
    JsonObject update = new JsonObject(SERVER.http().get("/v1/topics/described.a").body());

    assertThat(faults(HTTP, "#/components/schemas/Update", update.copy().put("more", 1)))
        .isNotEmpty();
    update.remove("seq");
    assertThat(faults(HTTP, "#/components/schemas/Update", update)).isNotEmpty();
  }

  @Test
  void webSocketMessagesMatchTheirSchemas() {
    TreeSet<String> seen = new TreeSet<>();
    try (RawWebSocketClient socket = RawWebSocketClient.open(SERVER.port(), "/v1/ws")) {
      List<JsonObject> messages = new ArrayList<>();
      messages.add(new JsonObject(socket.text()));
      for (String question :
          List.of(
              "{\"type\":\"subscribe\",\"id\":8,\"topics\":[\"deltas.a\"],\"delta\":true}",
              largeValue(9),
              largeValue(10),
              "{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"described.*\"]}",
              "{\"type\":\"ping\",\"id\":\"p\"}",
              "{\"type\":\"publish\",\"id\":2,\"topic\":\"described.c\",\"data\":[1.10]}",
              "{\"type\":\"subscribe\",\"id\":7,\"topics\":[\"described.d\"],\"reader\":\"s\"}",
              "{\"type\":\"ack\",\"id\":6,\"reader\":\"s\",\"cursor\":\"earliest\"}",
              "{\"type\":\"unsubscribe\",\"id\":3,\"topics\":[\"described.*\"]}",
              "{\"type\":\"auth\",\"id\":5,\"token\":\"a.b.c\"}",
              "{\"type\":\"nonsense\",\"id\":4}")) {
        JsonObject request = new JsonObject(question);
        if (!request.getString("type").equals("nonsense")) {
          assertThat(faults(SOCKET, payload(request), request)).as(question).isEmpty();
        }
        socket.send(question);
        JsonObject answer = new JsonObject(socket.text());
        messages.add(answer);
        while (!request.getValue("id").equals(answer.getValue("id"))) {
          answer = new JsonObject(socket.text());
          messages.add(answer);
        }
      }
      for (JsonObject message : messages) {
        seen.add(message.getString("type"));
        assertThat(faults(SOCKET, payload(message), message)).as(message.encode()).isEmpty();
      }
      assertThat(messages).anyMatch(message -> message.containsKey("patch"));
    }
    assertThat(seen)
        .containsExactly(
            "acked",
            "authenticated",
            "error",
            "pong",
            "published",
            "subscribed",
            "unsubscribed",
            "update",
            "welcome");
  }

  /** Returns a message that publishes a value of which another id changes little. */
  private static String largeValue(int id) {
    return "{\"type\":\"publish\",\"id\":%d,\"topic\":\"deltas.a\",\"data\":[\"%s\",%d]}"
        .formatted(id, "x".repeat(200), id);
  }

  private static String payload(JsonObject message) {
    return "#/components/messages/" + message.getString("type") + "/payload";
  }

  private static JsonObject schema(JsonObject description, String name) {
    return description.getJsonObject("components").getJsonObject("schemas").getJsonObject(name);
  }

  /** Returns the violations of a schema in a description. */
  private static List<String> faults(JsonObject description, String pointer, JsonObject value) {
    JsonObject schema = description.copy().put("$ref", pointer);
    OutputUnit result =
        Validator.create(
                JsonSchema.of(schema),
                new JsonSchemaOptions().setBaseUri("app://feedhorn").setDraft(Draft.DRAFT202012))
            .validate(value);
    return Boolean.TRUE.equals(result.getValid())
        ? List.of()
        : result.getErrors() == null
            ? List.of(result.getErrorType() + ": " + result.getError())
            : result.getErrors().stream().map(OutputUnit::getError).toList();
  }
}
