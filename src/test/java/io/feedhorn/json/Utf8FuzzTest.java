package io.feedhorn.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FuzzInput;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

class Utf8FuzzTest {
  @FuzzTest
  void isDecodedCompletelyOrRefused(byte[] bytes) {
    String text = FuzzInput.read(() -> RawJson.decode(Buffer.buffer(bytes)), ErrorCode.BAD_JSON);

    assertThat(text != null).isEqualTo(Arrays.equals(FuzzInput.again(bytes), bytes));
    if (text != null) {
      assertThat(Buffer.buffer(text).getBytes()).isEqualTo(bytes);
    }
  }
}
