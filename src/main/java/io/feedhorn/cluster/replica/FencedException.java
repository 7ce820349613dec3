package io.feedhorn.cluster.replica;

/**
 * A commit was rejected, because a later owner writes the feed. The batch is not in the log. The
 * grid re-creates it by its class name and this constructor on the node that sent the commit, so
 * both are public, and a change of the name needs a new format version.
 */
public final class FencedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public FencedException(String message) {
    super(message, null, false, false);
  }
}
