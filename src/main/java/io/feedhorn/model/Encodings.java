package io.feedhorn.model;

import org.jspecify.annotations.Nullable;

/**
 * The encodings that an update has so far: an immutable list, linked because it rarely has more
 * than three elements.
 *
 * @param encoder the encoder of the newest one
 * @param encoding the result of that encoder
 * @param others the encodings that were added before
 */
record Encodings(UpdateEncoder<?> encoder, Object encoding, @Nullable Encodings others) {}
