package io.feedhorn.store;

import io.vertx.core.buffer.Buffer;

/**
 * A reader with its acknowledged position. Immutable; the buffer must not be changed.
 *
 * @param state a JSON object, which the package {@code reader} defines
 */
public record StoredReader(String name, Buffer state) implements StoreChange {}
