package io.feedhorn.app.settings;

import static io.feedhorn.app.settings.SettingType.ANY_TEXT;
import static io.feedhorn.app.settings.SettingType.bool;
import static io.feedhorn.app.settings.SettingType.duration;
import static io.feedhorn.app.settings.SettingType.text;

import io.feedhorn.auth.AuthOptions;
import io.feedhorn.auth.JwksVerticle;
import io.feedhorn.auth.VerificationKeys;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The section {@code auth}: its keys, its checks and the options made of it. */
final class AuthSettings {
  static final SettingSection KEYS = new SettingSection("auth.");

  static final SettingKey<Boolean> OPEN =
      KEYS.key("open", bool(), false, "any address without keys is allowed");
  static final SettingKey<String> SECRET =
      KEYS.optional(
          "secret",
          text(
              "a text of at least " + VerificationKeys.MIN_SECRET_BYTES + " bytes",
              AuthSettings::secret),
          "none",
          "key of HS256 tokens");
  static final SettingKey<String> JWKS =
      KEYS.optional("jwks", ANY_TEXT, "none", "file or URL of the tokens' public keys");
  static final SettingKey<Duration> REFRESH =
      KEYS.key(
          "refresh",
          duration(Duration.ofSeconds(1), Duration.ofDays(1)),
          AuthOptions.OPEN.refresh(),
          "interval of loading the keys of a URL");
  static final SettingKey<String> ISSUER =
      KEYS.optional("issuer", ANY_TEXT, "none", "required iss of tokens");
  static final SettingKey<String> AUDIENCE =
      KEYS.optional("audience", ANY_TEXT, "none", "required element of the tokens' aud");
  static final SettingKey<Duration> LEEWAY =
      KEYS.key(
          "leeway",
          duration(Duration.ZERO, Duration.ofMinutes(5)),
          AuthOptions.OPEN.leeway(),
          "tolerated difference to the issuer's clock");

  private AuthSettings() {}

  static AuthOptions options(ResolvedSettings settings) {
    Map<String, Boolean> publicFeeds = new LinkedHashMap<>();
    settings
        .feeds()
        .forEach(feed -> publicFeeds.put(feed, settings.get(FeedSettings.PUBLIC, feed)));
    return new AuthOptions(
        settings.getOrNull(SECRET),
        settings.getOrNull(JWKS),
        settings.get(REFRESH),
        settings.getOrNull(ISSUER),
        settings.getOrNull(AUDIENCE),
        settings.get(LEEWAY),
        publicFeeds,
        settings.get(FeedSettings.PUBLIC, NamedSections.DEFAULT));
  }

  static void check(ValidationContext context) {
    ResolvedSettings settings = context.settings();
    if (!HttpSettings.isLoopback(settings) && !settings.get(OPEN) && options(settings).isOpen()) {
      context.reject(
          HttpSettings.HOST,
          "must be a loopback address, because without keys everyone who reaches the server may"
              + " read and publish; set auth.secret or auth.jwks, or allow it with auth.open: true");
    }
    checkKeys(context);
  }

  /** Parses a file of keys at the start, so that an error in it is reported like any other. */
  private static void checkKeys(ValidationContext context) {
    String jwks = context.settings().getOrNull(JWKS);
    if (jwks == null || JwksVerticle.isUrl(jwks)) {
      return;
    }
    try {
      byte[] file = Files.readAllBytes(context.resolve(jwks));
      VerificationKeys.parse(Buffer.buffer(file), new ArrayList<>());
    } catch (IOException unreadable) {
      context.reject(
          JWKS, "must be a readable file, or a URL that begins with https:// or http://");
    } catch (IllegalArgumentException invalid) {
      context.reject(
          JWKS, "must contain public keys, as a JWKS or in PEM: " + invalid.getMessage());
    }
  }

  private static @Nullable String secret(String text) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    return bytes < VerificationKeys.MIN_SECRET_BYTES ? null : text;
  }
}
