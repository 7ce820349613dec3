package io.feedhorn.publish;

import io.feedhorn.model.FeedException;
import org.jspecify.annotations.Nullable;

/**
 * What became of an {@link PublishCommand}: the receipt, or why there is none. Immutable.
 *
 * @param receipt null where it was refused
 * @param exception null where it was accepted
 */
public record PublishResult(@Nullable Receipt receipt, @Nullable FeedException exception) {}
