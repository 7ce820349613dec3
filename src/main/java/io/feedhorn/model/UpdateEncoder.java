package io.feedhorn.model;

/**
 * An encoding of updates for one transport. Two equal encoders must give the same bytes, because an
 * update is encoded once for all readers with equal encoders; an encoder is therefore a record or
 * an enum constant.
 *
 * @param <T> the type that holds the bytes; immutable
 */
@FunctionalInterface
public interface UpdateEncoder<T> {
  /** Returns the encoded update. Called on any thread; must not change the update. */
  T encode(Update update);
}
