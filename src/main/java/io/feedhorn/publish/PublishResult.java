package io.feedhorn.publish;

import io.feedhorn.model.FeedException;
import org.jspecify.annotations.Nullable;

/**
 * The result of a {@link PublishCommand}: a receipt or a refusal. Immutable.
 *
 * @param receipt null if the value was refused
 * @param exception null if the value was accepted
 */
public record PublishResult(@Nullable Receipt receipt, @Nullable FeedException exception) {}
