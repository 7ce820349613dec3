package io.feedhorn.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.DeliveryMode;
import io.vertx.core.json.JsonArray;
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
  void aWholeNumberIsNoTextNoFractionAndWithinItsRange() {
    SettingType<Integer> port = SettingType.whole(0, 65_535);

    assertThat(port.read(0)).isEqualTo(0);
    assertThat(port.read(65_535)).isEqualTo(65_535);
    assertThat(port.read(65_536)).isNull();
    assertThat(port.read(-1)).isNull();
    assertThat(port.read("80")).isNull();
    assertThat(port.read(80.0)).isNull();
    assertThat(port.read(true)).isNull();
    assertThat(port.read(new java.math.BigInteger("99999999999999999999"))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "1.5", "0x10", "1e3", "1_000", "99999999999999999999"})
  void theEnvironmentHasNoOtherWholeNumbers(String value) {
    assertThat(SettingType.whole(0, 65_535).read(text(value))).isNull();
  }

  @Test
  void theEnvironmentHasNumbersAsText() {
    assertThat(SettingType.whole(0, 9).read(text(" 7 "))).isEqualTo(7);
    assertThat(SettingType.decimal(0, 9).read(text("0.25"))).isEqualTo(0.25);
    assertThat(SettingType.flag().read(text("true"))).isTrue();
    assertThat(SettingType.flag().read(text("yes"))).isNull();
  }

  @Test
  void aDecimalIsFinite() {
    SettingType<Double> rate = SettingType.decimal(0, 1000);

    assertThat(rate.read(4)).isEqualTo(4.0);
    assertThat(rate.read(0.2)).isEqualTo(0.2);
    assertThat(rate.read(Double.NaN)).isNull();
    assertThat(rate.read(Double.POSITIVE_INFINITY)).isNull();
    assertThat(rate.read(text("NaN"))).isNull();
    assertThat(rate.read(-0.1)).isNull();
  }

  @ParameterizedTest
  @CsvSource({"65536,65536", "64KiB,65536", "64 kib,65536", "1MiB,1048576", "5B,5"})
  void sizesHaveUnitsOrNone(String written, int bytes) {
    assertThat(SettingType.size(1, 1 << 24).read(written)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "KiB", "64KB", "64k", "-1", "1.5MiB", "0", "999999999GiB"})
  void otherSizesAreNone(String written) {
    assertThat(SettingType.size(1, 1 << 24).read(written)).isNull();
  }

  @Test
  void aSizeMayBeAPlainNumber() {
    assertThat(SettingType.size(1, 1 << 24).read(100)).isEqualTo(100);
  }

  @ParameterizedTest
  @CsvSource({"500ms,500", "15s,15000", "10m,600000", "1h,3600000", "1d,86400000"})
  void durationsHaveUnits(String written, long millis) {
    assertThat(SettingType.duration(Duration.ofMillis(1), Duration.ofDays(365)).read(written))
        .isEqualTo(Duration.ofMillis(millis));
  }

  @Test
  void aDurationWithoutAUnitIsNone() {
    SettingType<Duration> age = SettingType.duration(Duration.ofMillis(1), Duration.ofDays(365));

    assertThat(age.read("10")).isNull();
    assertThat(age.read(10)).isNull();
    assertThat(age.read("0s")).isNull();
    assertThat(age.read("366d")).isNull();
    assertThat(age.read("10 weeks")).isNull();
  }

  @Test
  void whatIsShownCanBeReadAgain() {
    assertThat(Units.show(64 * 1024)).isEqualTo("64KiB");
    assertThat(Units.show(1000)).isEqualTo("1000B");
    assertThat(Units.show(Duration.ofMinutes(90))).isEqualTo("90m");
    assertThat(SettingType.decimal(0, 1000).show(4.0)).isEqualTo("4");
    assertThat(SettingType.delivery().show(DeliveryMode.EVERY)).isEqualTo("every");
  }

  @Test
  void aListIsAListInYamlAndJoinedByCommasInTheEnvironment() {
    SettingType<List<String>> origins = SettingType.list("origins", HostParser::origin);

    assertThat(origins.read(JsonArray.of("http://a.test", "http://b.test")))
        .containsExactly("http://a.test", "http://b.test");
    assertThat(origins.read(text("http://a.test, http://b.test")))
        .containsExactly("http://a.test", "http://b.test");
    assertThat(origins.read(text(""))).isEmpty();
    assertThat(origins.read("http://a.test")).isNull();
    assertThat(origins.read(JsonArray.of(1))).isNull();
    assertThat(origins.read(text("http://a.test,"))).isNull();
  }
}
