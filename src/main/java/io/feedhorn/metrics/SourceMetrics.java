package io.feedhorn.metrics;

/** The metrics of one source (port). Safe on any thread. */
public interface SourceMetrics {
  /** Metrics that do nothing. */
  SourceMetrics NONE = new SourceMetrics() {};

  /** The kind of an error. */
  enum Failure {
    /** The upstream cannot be reached, or ended the connection. */
    CONNECTION("connection"),
    /** A message cannot be read or mapped. */
    MESSAGE("message"),
    /** An update is refused. */
    REFUSED("refused"),
    /** The upstream skipped messages. */
    GAP("gap");

    private final String label;

    Failure(String label) {
      this.label = label;
    }

    /** Returns the value of the label. */
    public String label() {
      return label;
    }
  }

  /** Sets if the upstream fails, and the source tries again later. */
  default void failing(boolean isFailing) {}

  /** Counts a received message. */
  default void received() {}

  /** Counts a published update. */
  default void published() {}

  /** Counts an error. */
  default void failed(Failure failure) {}

  /** Sets the age of the newest published message, by its own time. */
  default void lag(double seconds) {}

  /** Sets the number of messages in the upstream that are not published yet. */
  default void behind(long messages) {}

  /** Sets the number of updates that wait for their receipt. */
  default void waiting(int updates) {}
}
