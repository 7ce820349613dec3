package io.feedhorn.model;

/** The names of the wire contract as regular expressions. */
final class JsonGrammar {
  static final String SEGMENT = "[A-Za-z0-9_-]+";
  private static final String NOT_RESERVED = "(?!feedhorn\\.|__vertx)(?=.{1,200}$)";
  static final String TOPIC = NOT_RESERVED + SEGMENT + "(\\." + SEGMENT + ")+";
  static final String PATTERN =
      NOT_RESERVED + SEGMENT + "(\\.(" + SEGMENT + "|\\*))*\\.(" + SEGMENT + "|\\*|>)";
  static final String CURSOR_PART = "[A-Za-z0-9_-]{1,200}:[a-z0-9]{4,16}:[0-9]{1,18}";

  private JsonGrammar() {}
}
