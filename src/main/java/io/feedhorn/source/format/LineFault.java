package io.feedhorn.source.format;

/** The reasons why a line cannot be read. */
public enum LineFault {
  /** Only the start of the line is known. */
  TOO_LONG("the line is longer than 1 MiB"),
  /** The text has U+FFFD in place of other bytes. */
  NOT_UTF8("the line is not text in UTF-8");

  private final String reason;

  LineFault(String reason) {
    this.reason = reason;
  }

  /** Returns the reason in words. */
  public String reason() {
    return reason;
  }
}
