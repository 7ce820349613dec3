package io.feedhorn.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClockResolutionTest {
  @Test
  void aStepIsNeverFinerThanTheError() {
    assertThat(ClockResolution.of(0.0001).step()).isEqualByComparingTo("0.01");
    assertThat(ClockResolution.of(0.05).step()).isEqualByComparingTo("0.05");
    assertThat(ClockResolution.of(0.051).step()).isEqualByComparingTo("0.1");
    assertThat(ClockResolution.of(0.13).step()).isEqualByComparingTo("0.2");
    assertThat(ClockResolution.of(3).step()).isEqualByComparingTo("5");
    assertThat(ClockResolution.of(25.7).step()).isEqualByComparingTo("50");
    assertThat(ClockResolution.of(500.7).step()).isEqualByComparingTo("1000");
  }

  @Test
  void timesAreRoundedToSteps() {
    assertThat(ClockResolution.of(0.09).text(123.456)).isEqualTo("123.5");
    assertThat(ClockResolution.of(0.2).text(123.456)).isEqualTo("123.4");
    assertThat(ClockResolution.of(0.2).text(7)).isEqualTo("7.0");
    assertThat(ClockResolution.of(30).text(123.456)).isEqualTo("100");
    assertThat(ClockResolution.of(30).text(125)).isEqualTo("150");
    assertThat(ClockResolution.of(0.05).text(-0.74)).isEqualTo("-0.75");
    assertThat(ClockResolution.of(0.05).text(Double.NaN)).isEqualTo("–");
    assertThat(ClockResolution.of(0.05).round(Double.NaN)).isNull();
  }
}
