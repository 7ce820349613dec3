package io.feedhorn.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.feedhorn.model.FeedException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldNamesTest {
  @Test
  void aLongNameIsNotCutWithinACharacter() {
    String begin = "x".repeat(39);
    JsonObject object = new JsonObject().put(begin + "\uD83E\uDD8A and more", 1);

    FeedException refusal =
        catchThrowableOfType(
            FeedException.class,
            () ->
                FieldNames.requireKnown(
                    object.fieldNames(), " in 'handicap'", List.of("delay", "loss")));

    assertThat(refusal.reason())
        .isEqualTo("There is no field '" + begin + "…' in 'handicap'; the fields are delay, loss.");
  }
}
