package io.feedhorn.push;

import io.feedhorn.model.FeedException;
import org.jspecify.annotations.Nullable;

/**
 * The result of a {@link PushCommand}. Immutable.
 *
 * @param changed true if the push subscription is new, was removed, or was found
 * @param refusal null if the command succeeded
 */
record PushResult(boolean changed, @Nullable FeedException refusal) {}
