package io.feedhorn.push;

import io.feedhorn.model.Update;
import java.net.URI;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One notification to one browser, with the number of the attempt. Immutable.
 *
 * @param attempt from 1
 */
record PushDelivery(Update update, PushSubscription to, int attempt) {
  private static final int MAX_ATTEMPTS = 6;
  private static final long MIN_PAUSE_MILLIS = 1_000;
  private static final long MAX_PAUSE_MILLIS = 3_600_000;

  boolean isLastAttempt() {
    return attempt >= MAX_ATTEMPTS;
  }

  PushDelivery again() {
    return new PushDelivery(update, to, attempt + 1);
  }

  /** Returns the host of the push service. The endpoint itself is a secret. */
  String host() {
    return String.valueOf(URI.create(to.endpoint()).getHost());
  }

  /** Returns the push service: scheme, host and port, without the default one. */
  String service() {
    // Not with a parser: a notification may have 200,000 endpoints.
    String endpoint = to.endpoint();
    int end = endpoint.indexOf("://") + 3;
    while (end < endpoint.length() && "/?".indexOf(endpoint.charAt(end)) < 0) {
      end++;
    }
    String service = endpoint.substring(0, end).toLowerCase(Locale.ROOT);
    String defaultPort = service.startsWith("https:") ? ":443" : ":80";
    return service.endsWith(defaultPort)
        ? service.substring(0, service.length() - defaultPort.length())
        : service;
  }

  /** Returns the user by their topic, or the endpoint of a browser whose user is not known. */
  String recipient() {
    String user = to.presenceTopic();
    return user == null ? to.endpoint() : user;
  }

  /**
   * Returns the pause before the next attempt: that of {@code Retry-After} (RFC 9110, section
   * 10.2.3), else one that doubles each time.
   */
  long pauseMillis(@Nullable String retryAfter, long nowMillis) {
    long wanted = retryAfter == null ? 0 : askedMillis(retryAfter.strip(), nowMillis);
    long pause = wanted > 0 ? wanted : MIN_PAUSE_MILLIS << (attempt - 1);
    return Math.max(MIN_PAUSE_MILLIS, Math.min(MAX_PAUSE_MILLIS, pause));
  }

  private static long askedMillis(String retryAfter, long nowMillis) {
    if (retryAfter.matches("[0-9]{1,9}")) {
      return Long.parseLong(retryAfter) * 1_000;
    }
    try {
      return ZonedDateTime.parse(retryAfter, DateTimeFormatter.RFC_1123_DATE_TIME)
              .toInstant()
              .toEpochMilli()
          - nowMillis;
    } catch (DateTimeParseException unreadable) {
      return 0;
    }
  }
}
