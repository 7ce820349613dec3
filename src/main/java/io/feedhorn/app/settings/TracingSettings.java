package io.feedhorn.app.settings;

import static io.feedhorn.app.settings.SettingType.ANY_TEXT;
import static io.feedhorn.app.settings.SettingType.bool;
import static io.feedhorn.app.settings.SettingType.decimal;
import static io.feedhorn.app.settings.SettingType.text;

import io.feedhorn.trace.TracingOptions;

/** The section {@code tracing}: its keys and the options made of them. */
final class TracingSettings {
  private static final String ENVIRONMENT = "by OpenTelemetry";

  static final SettingSection KEYS = new SettingSection("tracing.");

  static final SettingKey<Boolean> ENABLED =
      KEYS.key("enabled", bool(), false, "traces from publish to write, by OpenTelemetry");
  static final SettingKey<String> ENDPOINT =
      KEYS.optional(
          "endpoint",
          text(
              "the URL of a collector, like http://localhost:4318",
              text -> text.matches("https?://[^\\s/?#]+[^\\s?#]*") ? text : null),
          ENVIRONMENT,
          "collector, by OTLP over HTTP");
  static final SettingKey<String> SERVICE =
      KEYS.optional("service", ANY_TEXT, ENVIRONMENT, "name of the service in traces");
  static final SettingKey<Double> SAMPLE =
      KEYS.optional("sample", decimal(0, 1), ENVIRONMENT, "part of new traces that is recorded");

  private TracingSettings() {}

  static TracingOptions options(ResolvedSettings settings) {
    return new TracingOptions(
        settings.get(ENABLED),
        settings.getOrNull(ENDPOINT),
        settings.getOrNull(SERVICE),
        settings.getOrNull(SAMPLE));
  }
}
