package io.feedhorn.auth;

import io.feedhorn.model.Topic;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Settings of authentication and of public feeds. Immutable. Without a secret and a JWKS the server
 * is open: every client has all permissions.
 *
 * @param secret the key of HS256 tokens, at least {@value VerificationKeys#MIN_SECRET_BYTES} bytes
 *     in UTF-8
 * @param jwks the file or URL of the keys of tokens; null for none
 * @param refresh the interval at which the keys of a URL are read again
 * @param issuer the required claim {@code iss}; null if any is accepted
 * @param audience a required member of the claim {@code aud}; null if any is accepted
 * @param leeway the tolerated difference between this clock and that of the token's issuer
 * @param publicFeeds by feed, true if it can be read without a token
 * @param publicOtherwise true if feeds that are not in the map can be read without a token
 */
public record AuthOptions(
    @Nullable String secret,
    @Nullable String jwks,
    Duration refresh,
    @Nullable String issuer,
    @Nullable String audience,
    Duration leeway,
    Map<String, Boolean> publicFeeds,
    boolean publicOtherwise) {
  /** Options without keys. */
  public static final AuthOptions OPEN =
      new AuthOptions(
          null, null, Duration.ofMinutes(5), null, null, Duration.ZERO, Map.of(), false);

  public AuthOptions {
    publicFeeds = Map.copyOf(publicFeeds);
  }

  /** Returns true if there are no keys. */
  public boolean isOpen() {
    return secret == null && jwks == null;
  }

  /** Returns true if a feed can be read without a token. */
  boolean isPublic(String feed) {
    return publicFeeds.getOrDefault(feed, publicOtherwise && !feed.equals(Topic.SYSTEM_FEED));
  }

  /** Returns true if any feed can be read without a token. */
  boolean hasPublicFeeds() {
    return publicOtherwise || publicFeeds.containsValue(true);
  }

  /** Omits the keys, so that they never appear in a log. */
  @Override
  public String toString() {
    return isOpen() ? "open" : "keys";
  }
}
