package io.feedhorn.auth;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who is let in. Immutable. Without a secret and a JWKS the server is open: everyone may do
 * everything.
 *
 * @param secret the key of HS256 tokens, at least {@value VerificationKeys#MIN_SECRET_BYTES} bytes
 *     in UTF-8
 * @param jwks file or URL of the keys of tokens; null for none
 * @param refresh how often the keys of a URL are read anew
 * @param issuer what the claim {@code iss} must be; null where it does not matter
 * @param audience what must be among the claim {@code aud}; null where it does not matter
 * @param leeway how far the clock of whoever makes tokens may be off
 * @param publicFeeds which feeds are readable without a token, by name
 * @param publicOtherwise whether feeds that are not named are
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
  /** No keys. */
  public static final AuthOptions OPEN =
      new AuthOptions(
          null, null, Duration.ofMinutes(5), null, null, Duration.ZERO, Map.of(), false);

  public AuthOptions {
    publicFeeds = Map.copyOf(publicFeeds);
  }

  /** Whether there are no keys. */
  public boolean isOpen() {
    return secret == null && jwks == null;
  }

  /** Whether a feed is readable without a token. */
  boolean isPublic(String feed) {
    return publicFeeds.getOrDefault(feed, publicOtherwise);
  }

  /** Whether any feed is readable without a token. */
  boolean hasPublicFeeds() {
    return publicOtherwise || publicFeeds.containsValue(true);
  }

  /** Keys are not to be printed. */
  @Override
  public String toString() {
    return isOpen() ? "open" : "keys";
  }
}
