package io.feedhorn.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.ErrorCode;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Checks that responses are documented, whatever the request was. */
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

  /** Responses of SockJS 0.3.3 with status 500 to invalid requests. */
  private static final Pattern SOCKJS_FAULT =
      Pattern.compile("Payload expected\\.|Broken JSON encoding\\.|\"callback\" parameter");

  private DocumentedResponses() {}

  /** Asserts that there is no server error, no internal detail and no undocumented code. */
  static void isDocumented(String response) {
    Matcher status = STATUS.matcher(response);
    while (status.find()) {
      int number = Integer.parseInt(status.group(1));
      boolean allowed =
          number < 500
              || number == 503
              || (number == 500 && SOCKJS_FAULT.matcher(response).find(status.end()));
      assertThat(allowed).as("status %d in %s", number, response).isTrue();
    }
    assertThat(TRACE.matcher(response).find()).as("internal details in %s", response).isFalse();
    Matcher code = CODE.matcher(response);
    while (code.find()) {
      assertThat(CODES).as(response).contains(code.group(1));
    }
  }
}
