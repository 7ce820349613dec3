package io.feedhorn.model;

import org.jspecify.annotations.Nullable;

/**
 * The encodings, and the delta, that an update has so far: an immutable list, linked because it
 * rarely has more than three elements.
 *
 * @param encoder the {@link UpdateEncoder} or {@link DeltaMaker} of the newest one
 * @param encoding the result of that encoder
 * @param others the encodings that were added before
 */
record Encodings(Object encoder, Object encoding, @Nullable Encodings others) {}
