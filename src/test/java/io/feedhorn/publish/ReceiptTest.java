package io.feedhorn.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.Topic;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReceiptTest {
  @ParameterizedTest
  @CsvSource({
    "1, 1, 1732150000000000",
    "2147483647, 5, 1732150000000001",
    "2147483648, 2147483648, 1732150000123456",
    "9007199254740991, 1099511627776, 1"
  })
  void verticlesGetWhatTheParserWouldRead(long offset, long seq, long micros) {
    Receipt receipt = new Receipt(Topic.parse("n.x"), "k3f9", offset, seq, micros);

    assertThat(receipt.toJsonObject().getMap()).isEqualTo(new JsonObject(receipt.json()).getMap());
  }
}
