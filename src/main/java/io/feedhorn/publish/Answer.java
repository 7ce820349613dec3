package io.feedhorn.publish;

import io.feedhorn.model.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * What became of an {@link Append}: the receipt, or why there is none. Immutable.
 *
 * @param receipt null where it was refused
 * @param refusal null where it was accepted
 */
public record Answer(@Nullable Receipt receipt, @Nullable Refusal refusal) {}
