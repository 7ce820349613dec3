package io.feedhorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The descriptions have the message types of the code: of WebSocket, event bus and SSE. */
class MessageDescriptionTest {
  private static final Path TRANSPORTS = Path.of("src/main/java/io/feedhorn/transport");
  private static final ApiDescription SOCKETS = ApiDescription.of("asyncapi.yaml");

  /** A message of a client: {@code case "ping"}. */
  private static final Pattern CLIENT = Pattern.compile("case \"([a-z]+)\" ->");

  /** A message of the server: the type in its JSON. */
  private static final Pattern SERVER = Pattern.compile("\\{\\\\\"type\\\\\":\\\\\"([a-z]+)\\\\\"");

  private static final Pattern EVENT = Pattern.compile("event: ([a-z]+)");

  @ParameterizedTest
  @CsvSource({
    "socket,   websocket, ClientMessage.java,  receive",
    "eventBus, sockjs,    EventBusBridge.java, receive"
  })
  void theMessagesOfClientsAreDescribed(
      String channel, String directory, String source, String action) {
    assertThat(messages(channel, action))
        .isNotEmpty()
        .isEqualTo(found(CLIENT, text(TRANSPORTS.resolve(directory).resolve(source))));
  }

  @Test
  void theMessagesOfTheWebSocketServerAreDescribed() {
    Set<String> sent = found(SERVER, text(TRANSPORTS.resolve("websocket/ServerMessage.java")));
    sent.add("update");

    Set<String> described = messages("socket", "send");
    described.addAll(replies("socket"));
    assertThat(described).isEqualTo(sent);
  }

  @Test
  void theMessagesOfTheBridgeAreDescribed() {
    assertThat(messages("eventBus", "send"))
        .isEqualTo(found(SERVER, text(TRANSPORTS.resolve("sockjs/BridgeMessages.java"))));
  }

  @Test
  void theErrorsOfTheBridgeAreDescribed() {
    JsonObject error = SOCKETS.root().getJsonObject("components").getJsonObject("messages");
    Set<String> described =
        new TreeSet<>(
            strings(
                error
                    .getJsonObject("busErr")
                    .getJsonObject("payload")
                    .getJsonObject("properties")
                    .getJsonObject("body")
                    .getJsonArray("enum")));
    Pattern name =
        Pattern.compile(
            "\"(access_denied|not_logged_in|rejected|[a-z]+_already_[a-z]+|max_[a-z]+_reached|(?:missing|invalid)_[a-z]+)\"");

    assertThat(described).isEqualTo(found(name, sources("sockjs")));
  }

  @Test
  void theEventsOfStreamsAreDescribed() {
    JsonObject stream = ApiDescription.of("openapi.yaml").operation("GET /v1/stream").fields();

    assertThat(found(EVENT, stream.getString("description")))
        .isEqualTo(found(EVENT, sources("sse")));
  }

  /** Every message of a channel belongs to an operation, and has its name as its type. */
  @ParameterizedTest
  @CsvSource({"socket", "eventBus"})
  void everyMessageIsUsedAndHasItsType(String channel) {
    JsonObject messages =
        SOCKETS.root().getJsonObject("channels").getJsonObject(channel).getJsonObject("messages");
    Set<String> used = messages(channel, "receive");
    used.addAll(messages(channel, "send"));
    used.addAll(replies(channel));

    assertThat(messages.fieldNames()).isEqualTo(used);
    for (String name : messages.fieldNames()) {
      JsonObject payload = SOCKETS.resolved(messages.getJsonObject(name)).getJsonObject("payload");
      assertThat(payload.getJsonObject("properties").getJsonObject("type").getString("const"))
          .isEqualTo(name);
    }
  }

  /**
   * Returns the names of the messages of a channel's operations.
   *
   * @param action {@code receive} for those of clients, {@code send} for those of the server
   */
  private static Set<String> messages(String channel, String action) {
    return operations(channel)
        .filter(operation -> operation.getString("action").equals(action))
        .flatMap(operation -> names(operation.getJsonArray("messages")))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> replies(String channel) {
    return operations(channel)
        .map(operation -> operation.getJsonObject("reply", new JsonObject()))
        .flatMap(reply -> names(reply.getJsonArray("messages", new JsonArray())))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<JsonObject> operations(String channel) {
    JsonObject operations = SOCKETS.root().getJsonObject("operations");
    String reference = "#/channels/" + channel;
    return operations.fieldNames().stream()
        .map(operations::getJsonObject)
        .filter(each -> each.getJsonObject("channel").getString("$ref").equals(reference));
  }

  private static Stream<String> names(JsonArray references) {
    return references.stream()
        .map(each -> ((JsonObject) each).getString("$ref"))
        .map(reference -> reference.substring(reference.lastIndexOf('/') + 1));
  }

  private static Set<String> strings(JsonArray array) {
    return array.stream().map(String.class::cast).collect(Collectors.toSet());
  }

  private static Set<String> found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String sources(String directory) {
    try (Stream<Path> files = Files.list(TRANSPORTS.resolve(directory))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(MessageDescriptionTest::text)
          .collect(Collectors.joining());
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
