package io.feedhorn.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.DeliveryMode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingTypeTest {
  private static SettingType.Text text(String value) {
    return new SettingType.Text(value);
  }

  @Test
  void anIntegerIsNotATextOrAFractionAndWithinItsRange() {
    SettingType<Integer> port = SettingType.integer(0, 65_535);

    assertThat(port.parse(0)).isEqualTo(0);
    assertThat(port.parse(65_535)).isEqualTo(65_535);
    assertThat(port.parse(65_536)).isNull();
    assertThat(port.parse(-1)).isNull();
    assertThat(port.parse("80")).isNull();
    assertThat(port.parse(80.0)).isNull();
    assertThat(port.parse(true)).isNull();
    assertThat(port.parse(new java.math.BigInteger("99999999999999999999"))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "1.5", "0x10", "1e3", "1_000", "99999999999999999999"})
  void otherTextsInTheEnvironmentAreNotIntegers(String value) {
    assertThat(SettingType.integer(0, 65_535).parse(text(value))).isNull();
  }

  @Test
  void textInTheEnvironmentIsConverted() {
    assertThat(SettingType.integer(0, 9).parse(text(" 7 "))).isEqualTo(7);
    assertThat(SettingType.decimal(0, 9).parse(text("0.25"))).isEqualTo(0.25);
    assertThat(SettingType.bool().parse(text("true"))).isTrue();
    assertThat(SettingType.bool().parse(text("yes"))).isNull();
  }

  @Test
  void aDecimalIsFinite() {
    SettingType<Double> rate = SettingType.decimal(0, 1000);

    assertThat(rate.parse(4)).isEqualTo(4.0);
    assertThat(rate.parse(0.2)).isEqualTo(0.2);
    assertThat(rate.parse(Double.NaN)).isNull();
    assertThat(rate.parse(Double.POSITIVE_INFINITY)).isNull();
    assertThat(rate.parse(text("NaN"))).isNull();
    assertThat(rate.parse(-0.1)).isNull();
  }

  @ParameterizedTest
  @CsvSource({"65536,65536", "64KiB,65536", "64 kib,65536", "1MiB,1048576", "5B,5"})
  void aSizeMayHaveAUnit(String written, int bytes) {
    assertThat(SettingType.size(1, 1 << 24).parse(written)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "KiB", "64KB", "64k", "-1", "1.5MiB", "0", "999999999GiB"})
  void otherTextsAreNotSizes(String written) {
    assertThat(SettingType.size(1, 1 << 24).parse(written)).isNull();
  }

  @Test
  void aSizeMayBeAPlainNumber() {
    assertThat(SettingType.size(1, 1 << 24).parse(100)).isEqualTo(100);
  }

  @ParameterizedTest
  @CsvSource({"500ms,500", "15s,15000", "10m,600000", "1h,3600000", "1d,86400000"})
  void aDurationHasAUnit(String written, long millis) {
    assertThat(SettingType.duration(Duration.ofMillis(1), Duration.ofDays(365)).parse(written))
        .isEqualTo(Duration.ofMillis(millis));
  }

  @Test
  void otherTextsAreNotDurations() {
    SettingType<Duration> age = SettingType.duration(Duration.ofMillis(1), Duration.ofDays(365));

    assertThat(age.parse("10")).isNull();
    assertThat(age.parse(10)).isNull();
    assertThat(age.parse("0s")).isNull();
    assertThat(age.parse("366d")).isNull();
    assertThat(age.parse("10 weeks")).isNull();
  }

  @Test
  void formatsInTheLargestUnitThatFits() {
    assertThat(Units.format(64 * 1024)).isEqualTo("64KiB");
    assertThat(Units.format(1000)).isEqualTo("1000B");
    assertThat(Units.format(Duration.ofMinutes(90))).isEqualTo("90m");
    assertThat(Units.format(Duration.ZERO)).isEqualTo("0ms");
    assertThat(SettingType.decimal(0, 1000).format(4.0)).isEqualTo("4");
    assertThat(
            SettingType.choice(DeliveryMode.values(), DeliveryMode::wire)
                .format(DeliveryMode.EVERY))
        .isEqualTo("every");
  }

  @Test
  void aListInTheEnvironmentIsSeparatedByCommas() {
    SettingType<List<String>> origins = SettingType.list("origins", HostParser::origin);

    assertThat(origins.parse(List.of("http://a.test", "http://b.test")))
        .containsExactly("http://a.test", "http://b.test");
    assertThat(origins.parse(text("http://a.test, http://b.test")))
        .containsExactly("http://a.test", "http://b.test");
    assertThat(origins.parse(text(""))).isEmpty();
    assertThat(origins.parse("http://a.test")).isNull();
    assertThat(origins.parse(List.of(1))).isNull();
    assertThat(origins.parse(text("http://a.test,"))).isNull();
  }
}
