package io.feedhorn.transport.sockjs;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
import io.feedhorn.transport.netty.SharedFrame;
import io.feedhorn.transport.netty.WebSocketFrames;
import io.feedhorn.transport.sockjs.BridgeUpdateEncoder.Framing;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.handler.sockjs.impl.JsonCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BridgeUpdateEncoderTest {
  private static final int LARGER_THAN_A_MEDIUM_FRAME = 70_000;

  @ParameterizedTest
  @ValueSource(strings = {"1.10", "\"é 漢字 \uD83D\uDE00 \\u2028\"", "{\"a\":[null,true]}"})
  void eachFramingCarriesTheSameMessage(String data) {
    Update update = update(data);
    String message = message(update);
    String framed = "a" + JsonCodec.encode(new String[] {message});

    assertThat(encoded(update, Framing.FRAME))
        .isEqualTo(WebSocketFrames.of(Buffer.buffer(message)));
    assertThat(encoded(update, Framing.SOCKJS_FRAME))
        .isEqualTo(WebSocketFrames.of(Buffer.buffer(framed)));
    assertThat("a[" + encoded(update, Framing.SOCKJS_STRING) + "]").isEqualTo(framed);
  }

  @Test
  void aLargeUpdateIsOneFrame() {
    Update update = update('"' + "x".repeat(LARGER_THAN_A_MEDIUM_FRAME) + '"');
    String framed = "a" + JsonCodec.encode(new String[] {message(update)});

    assertThat(encoded(update, Framing.SOCKJS_FRAME))
        .isEqualTo(WebSocketFrames.of(Buffer.buffer(framed)));
  }

  @Test
  void anUpdateIsEncodedOnceForAllConnectionsOfAnAddress() {
    Update update = update("1");

    assertThat(form(update, Framing.SOCKJS_FRAME)).isSameAs(form(update, Framing.SOCKJS_FRAME));
    assertThat(form(update, Framing.SOCKJS_STRING))
        .isSameAs(form(update, Framing.SOCKJS_STRING))
        .isNotEqualTo(update.encoded(new BridgeUpdateEncoder("t.>", Framing.SOCKJS_STRING)));
  }

  private static Buffer encoded(Update update, Framing shape) {
    return form(update, shape).buffer();
  }

  private static SharedFrame form(Update update, Framing shape) {
    return update.encoded(new BridgeUpdateEncoder("t.*", shape));
  }

  private static String message(Update update) {
    return "{\"type\":\"rec\",\"address\":\"t.*\",\"headers\":{\"cursor\":\"t:abcd:3\"},\"body\":%s}"
        .formatted(update.json());
  }

  private static Update update(String data) {
    return new Update(
        Topic.parse("t.a"), "abcd", 3, 2, 1_000, 1, DeliveryMode.LATEST, Buffer.buffer(data));
  }
}
