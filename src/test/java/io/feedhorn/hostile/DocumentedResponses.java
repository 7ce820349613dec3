package io.feedhorn.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.ErrorCode;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a server may say to whatever comes. */
final class DocumentedResponses {
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([0-9]{3}) ");
  private static final Pattern CODE = Pattern.compile("\"code\":\"([^\"]*)\"");
  private static final Pattern TRACE =
      Pattern.compile("\\tat |\\\\tat |java\\.|io\\.(vertx|netty|feedhorn)\\.|Exception");
  private static final Set<String> CODES =
      Arrays.stream(ErrorCode.values())
          .filter(code -> code != ErrorCode.INTERNAL)
          .map(ErrorCode::wire)
          .collect(Collectors.toSet());

  /** What SockJS 0.3.3 says with status 500 to a client that sends nonsense. */
  private static final Pattern SOCKJS_FAULT =
      Pattern.compile("Payload expected\\.|Broken JSON encoding\\.|\"callback\" parameter");

  private DocumentedResponses() {}

  /** No fault of the server, nothing of its inside, no code that is not documented. */
  static void isDocumented(String said) {
    Matcher status = STATUS.matcher(said);
    while (status.find()) {
      int number = Integer.parseInt(status.group(1));
      boolean allowed =
          number < 500
              || number == 503
              || (number == 500 && SOCKJS_FAULT.matcher(said).find(status.end()));
      assertThat(allowed).as("status %d in %s", number, said).isTrue();
    }
    assertThat(TRACE.matcher(said).find()).as("something of the inside in %s", said).isFalse();
    Matcher code = CODE.matcher(said);
    while (code.find()) {
      assertThat(CODES).as(said).contains(code.group(1));
    }
  }
}
