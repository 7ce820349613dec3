package io.feedhorn.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalTest {
  @Test
  void isAnAnswerAndNotAFault() {
    Refusal refusal = new Refusal(Code.BAD_TOPIC, "no such topic");

    assertThat(refusal.code()).isEqualTo(Code.BAD_TOPIC);
    assertThat(refusal.reason()).isEqualTo("no such topic");
    assertThat(refusal.getStackTrace()).isEmpty();
    assertThat(Refusal.of(refusal)).isSameAs(refusal);
  }

  @Test
  void tellsNothingOfAFault() {
    Refusal refusal = Refusal.of(new IllegalStateException("the password is 1234"));

    assertThat(refusal.code()).isEqualTo(Code.INTERNAL);
    assertThat(refusal.reason()).doesNotContain("1234");
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
    assertThat(Code.values())
        .filteredOn(code -> code.wire().equals(wire))
        .extracting(Code::status)
        .containsExactly(status);
  }
}
