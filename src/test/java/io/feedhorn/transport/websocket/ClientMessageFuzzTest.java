package io.feedhorn.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.feedhorn.json.JsonMessage;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.FuzzInput;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.publish.PublishTracing;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Text frames of clients. */
class ClientMessageFuzzTest {
  @FuzzTest
  void anyMessageIsParsedOrRefused(byte[] bytes) {
    String text = FuzzInput.text(bytes);
    JsonMessage fields =
        FuzzInput.read(() -> JsonMessage.parse(text), ErrorCode.BAD_JSON, ErrorCode.BAD_REQUEST);
    if (fields == null) {
      return;
    }
    String id = ClientMessage.id(fields);
    Object given = new JsonObject(text).getValue("id");
    assertThat(id != null).as(text).isEqualTo(given instanceof String || given instanceof Number);
    isEchoed(id, text);
    ClientMessage message =
        FuzzInput.read(
            () -> ClientMessage.of(fields, PublishTracing.NONE),
            ErrorCode.BAD_REQUEST,
            ErrorCode.BAD_TOPIC,
            ErrorCode.BAD_CURSOR,
            ErrorCode.UNKNOWN_TYPE);
    if (message != null) {
      assertThat(message.id()).isEqualTo(id);
      String printed = printed(message);
      if (printed != null) {
        assertThat(ClientMessage.of(JsonMessage.parse(printed), PublishTracing.NONE))
            .as(printed)
            .isEqualTo(message);
      }
    }
  }

  /** An error with the id is one JSON object with exactly this id. */
  private static void isEchoed(@Nullable String id, String text) {
    String error = ServerMessage.error(id, new FeedException(ErrorCode.BAD_REQUEST, text));
    JsonMessage fields = JsonMessage.parse(error);
    assertThat(fields.raw("id")).isEqualTo(id == null ? "null" : id);
    assertThat(fields.string("message")).isEqualTo(text);
  }

  /** Returns a message as a client writes it; null for messages that cannot be written back. */
  private static @Nullable String printed(ClientMessage message) {
    JsonObject json = new JsonObject();
    String id = message.id();
    if (message instanceof ClientMessage.Subscribe request) {
      if (request.options().intervalMicros() > 0) {
        return null;
      }
      json.put("type", "subscribe").put("topics", topics(request.patterns()));
      json.put("since", request.since() == null ? null : request.since().toString());
      json.put("snapshot", request.snapshot()).put("conflate", request.options().isReduced());
    } else if (message instanceof ClientMessage.Unsubscribe request) {
      json.put("type", "unsubscribe").put("topics", topics(request.patterns()));
    } else if (message instanceof ClientMessage.Publish request) {
      json.put("type", "publish").put("topic", request.topic());
      id += ",\"data\":" + request.data();
    } else if (message instanceof ClientMessage.Ping) {
      json.put("type", "ping");
    } else {
      return null;
    }
    String text = json.encode();
    return text.substring(0, text.length() - 1) + ",\"id\":" + id + "}";
  }

  private static JsonArray topics(List<TopicPattern> patterns) {
    return new JsonArray(patterns.stream().map(TopicPattern::text).toList());
  }
}
