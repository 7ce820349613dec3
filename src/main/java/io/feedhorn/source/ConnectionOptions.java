package io.feedhorn.source;

/** The options of one type of source. Implementations are immutable. */
public interface ConnectionOptions {
  /** Returns the type as in the settings, such as {@code http-poll}. */
  String type();
}
