package io.feedhorn.cluster.storm;

/** A violation of the guarantees of a cluster. */
enum Violation {
  /** An acknowledged update that a reader did not receive, without a reset. */
  LOST,
  /** An update that a reader received twice, or a publish that is in the log twice. */
  DOUBLED,
  /** An update that a reader received after a later one of its feed. */
  DISORDER,
  /** Two different updates at one position of one log. */
  DISAGREEMENT,
  /** An update that was not published, or was published with other content. */
  FOREIGN
}
