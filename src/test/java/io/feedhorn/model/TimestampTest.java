package io.feedhorn.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimestampTest {
  @ParameterizedTest
  @CsvSource({
    "1732150000123456, 1732150000123.456",
    "1732150000123450, 1732150000123.45",
    "1732150000123400, 1732150000123.4",
    "1732150000123000, 1732150000123",
    "1732150000123006, 1732150000123.006",
    "1732150000120000, 1732150000120",
    "0, 0",
    "1, 0.001",
  })
  void isMillisecondsWithUpToThreeDecimals(long micros, String text) {
    assertThat(Timestamp.text(micros)).isEqualTo(text);
  }

  @SeededRandom(100)
  void isExact(long seed) {
    long micros = new Random(seed).nextLong(1L << 53);

    assertThat(Timestamp.text(micros)).doesNotMatch(".*\\.[0-9]*0");
    assertThat(new BigDecimal(Timestamp.text(micros)))
        .isEqualByComparingTo(BigDecimal.valueOf(micros, 3));
  }
}
