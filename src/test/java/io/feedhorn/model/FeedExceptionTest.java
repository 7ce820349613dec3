package io.feedhorn.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeedExceptionTest {
  @Test
  void hasNoStackTrace() {
    FeedException exception = new FeedException(ErrorCode.BAD_TOPIC, "no such topic");

    assertThat(exception.code()).isEqualTo(ErrorCode.BAD_TOPIC);
    assertThat(exception.reason()).isEqualTo("no such topic");
    assertThat(exception.getStackTrace()).isEmpty();
    assertThat(FeedException.of(exception)).isSameAs(exception);
  }

  @Test
  void hidesTheDetailsOfAFault() {
    FeedException exception = FeedException.of(new IllegalStateException("the password is 1234"));

    assertThat(exception.code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(exception.reason()).doesNotContain("1234");
  }

  @ParameterizedTest
  @CsvSource({
    "bad_json, 400",
    "bad_request, 400",
    "bad_topic, 400",
    "bad_cursor, 400",
    "unauthorized, 401",
    "forbidden, 403",
    "not_found, 404",
    "method_not_allowed, 405",
    "conflict, 409",
    "too_large, 413",
    "unsupported_type, 415",
    "too_many, 429",
    "rate_limited, 429",
    "unavailable, 503",
    "internal, 500",
  })
  void hasTheStatusOfTheContract(String wire, int status) {
    assertThat(ErrorCode.values())
        .filteredOn(code -> code.wire().equals(wire))
        .extracting(ErrorCode::status)
        .containsExactly(status);
  }
}
