package io.feedhorn.push;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Settings of Web Push. Immutable.
 *
 * @param enabled false if there is no Web Push
 * @param subject the contact that push services get: a {@code mailto:} or {@code https:} URL; not
 *     null if enabled
 * @param keys the file of the key pair, which is created if it does not exist; not null if enabled
 * @param max the maximum number of push subscriptions
 * @param allowPrivate true if push services may have private addresses and use HTTP, for tests
 */
public record PushOptions(
    boolean enabled, @Nullable String subject, @Nullable Path keys, int max, boolean allowPrivate) {
  /** No Web Push. */
  public static final PushOptions OFF = new PushOptions(false, null, null, 100_000, false);
}
