package io.feedhorn.cluster.storm;

/** What must never happen. */
enum Violation {
  /** An answered update that a reader was not given, and was not told of. */
  LOST,
  /** An update given to a reader twice, or one publish that is in the log twice. */
  DOUBLED,
  /** An update given after one that comes later in its feed. */
  DISORDER,
  /** Two different updates at one place of one log. */
  DISAGREEMENT,
  /** An update that nobody published, or not like that. */
  FOREIGN
}
