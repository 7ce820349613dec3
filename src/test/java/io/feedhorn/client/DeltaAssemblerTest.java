package io.feedhorn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DeltaAssemblerTest {
  private static final String PATCH = "\"patch\":[{\"op\":\"add\",\"path\":\"/0\",\"value\":1.10}]";

  private final DeltaAssembler deltas = new DeltaAssembler();

  private static String update(String topic, long seq, String rest) {
    return "{\"type\":\"update\",\"topic\":\"%s\",\"offset\":%d,\"seq\":%d,\"ts\":1.5,%s}"
        .formatted(topic, seq, seq, rest);
  }

  private String receive(String topic, long seq, String rest) {
    return deltas.receive("", update(topic, seq, rest)).text();
  }

  @Test
  void deltasAreReplacedByCompleteUpdates() {
    assertThat(receive("a.b", 1, "\"data\":[]")).isEqualTo(update("a.b", 1, "\"data\":[]"));
    assertThat(receive("a.b", 2, "\"base\":1," + PATCH))
        .isEqualTo(update("a.b", 2, "\"data\":[1.10]"));
    assertThat(receive("a.b", 3, "\"base\":2," + PATCH))
        .isEqualTo(update("a.b", 3, "\"data\":[1.10,1.10]"));
  }

  /** The text of a value may look like a delta. */
  @Test
  void theValueIsNotMistakenForADelta() {
    String data = "\"data\":{\"a\":1,\"base\":7,\"patch\":[]}";

    assertThat(receive("a.b", 1, data)).isEqualTo(update("a.b", 1, data));
    assertThat(receive("a.b", 2, "\"base\":1,\"patch\":[{\"op\":\"remove\",\"path\":\"/a\"}]"))
        .isEqualTo(update("a.b", 2, "\"data\":{\"base\":7,\"patch\":[]}"));
  }

  @Test
  void aDeltaThatDoesNotFitIsRefused() {
    receive("a.b", 1, "\"data\":[]");

    assertThatThrownBy(() -> receive("a.b", 3, "\"base\":2," + PATCH))
        .isInstanceOf(ProtocolViolationException.class)
        .hasMessageContaining("the base of a delta of a.b");
    assertThatThrownBy(() -> receive("a.b", 2, "\"base\":1," + PATCH))
        .as("after another one that did not fit")
        .isInstanceOf(ProtocolViolationException.class);
    receive("a.c", 1, "\"data\":{}");
    assertThatThrownBy(() -> receive("a.c", 2, "\"base\":1," + PATCH.replace("/0", "/a/b")))
        .isInstanceOf(ProtocolViolationException.class)
        .hasMessageContaining("'a' is missing");
  }

  @Test
  void aDeletedTopicHasNoBase() {
    receive("a.b", 1, "\"data\":[]");
    receive("a.b", 2, "\"deleted\":true");

    assertThatThrownBy(() -> receive("a.b", 3, "\"base\":2," + PATCH))
        .isInstanceOf(ProtocolViolationException.class);
  }

  @Test
  void eachAddressHasValuesOfItsOwn() {
    deltas.receive("a.b", update("a.b", 1, "\"data\":[]"));

    assertThatThrownBy(() -> deltas.receive("a.*", update("a.b", 2, "\"base\":1," + PATCH)))
        .isInstanceOf(ProtocolViolationException.class);
    assertThat(deltas.receive("a.b", update("a.b", 2, "\"base\":1," + PATCH)).data())
        .isEqualTo("[1.10]");
  }
}
