package io.feedhorn.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Answers are counted, independent of the division of the stream into reads. */
class HttpAnswersTest {
  private static final byte[] REFUSAL = "\"status\":".getBytes(US_ASCII);

  private final HttpAnswers answers = new HttpAnswers(REFUSAL);

  @Test
  void anAnswerIsCompleteWithTheLastByteOfItsBody() {
    byte[] stream = (answer("201 Created", "{\"a\":1}") + answer("200 OK", "")).getBytes(US_ASCII);
    for (int cut = 0; cut <= stream.length; cut++) {
      HttpAnswers divided = new HttpAnswers(REFUSAL);
      int first = divided.parse(Arrays.copyOf(stream, cut), cut);
      byte[] rest = Arrays.copyOfRange(stream, cut, stream.length);
      assertThat(first + divided.parse(rest, rest.length)).as("cut at %d", cut).isEqualTo(2);
      assertThat(divided.refused()).as("cut at %d", cut).isZero();
    }
  }

  @Test
  void refusedUpdatesAndFailedRequestsAreCounted() {
    parse(answer("200 OK", "{\"offset\":1}\n{\"status\":400}\n\"\"status\":403}\n"));
    parse(answer("401 Unauthorized", ""));

    assertThat(answers.refused()).isEqualTo(3);
  }

  @Test
  void anAnswerWithoutLengthIsAnError() {
    assertThatThrownBy(() -> parse("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"))
        .hasMessageContaining("content length");
  }

  private void parse(String text) {
    byte[] bytes = text.getBytes(US_ASCII);
    answers.parse(bytes, bytes.length);
  }

  private static String answer(String status, String body) {
    return "HTTP/1.1 %s\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(status, body.length(), body);
  }
}
