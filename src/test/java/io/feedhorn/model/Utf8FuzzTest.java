package io.feedhorn.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

class Utf8FuzzTest {
  @FuzzTest
  void isDecodedWholeOrRefused(byte[] bytes) {
    String text = Fuzzed.read(() -> JsonText.decode(Buffer.buffer(bytes)), Code.BAD_JSON);

    assertThat(text != null).isEqualTo(Arrays.equals(Fuzzed.again(bytes), bytes));
    if (text != null) {
      assertThat(Buffer.buffer(text).getBytes()).isEqualTo(bytes);
    }
  }
}
