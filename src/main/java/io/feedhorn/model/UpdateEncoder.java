package io.feedhorn.model;

/**
 * One way of writing an update on a wire. Two equal forms give the same bytes, which is what lets
 * an update be encoded once per form and shared by every reader; so a form is a record or an enum
 * constant.
 *
 * @param <T> what holds the bytes; immutable
 */
@FunctionalInterface
public interface UpdateEncoder<T> {
  /** The bytes of an update in this form. Called on any thread; must not change the update. */
  T encode(Update update);
}
