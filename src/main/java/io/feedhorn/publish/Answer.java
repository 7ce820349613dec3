package io.feedhorn.publish;

import io.feedhorn.model.Refusal;
import org.jspecify.annotations.Nullable;

/** What the writer answers to an {@link Append}: the receipt, or why there is none. */
record Answer(@Nullable Receipt receipt, @Nullable Refusal refusal) {}
