package io.feedhorn.cluster;

/**
 * A batch came too late: another sequencer writes the feed now. The batch was not kept. Public, as
 * the grid makes it anew by reflection where it crosses nodes; nobody else has a use for it.
 */
public final class FencedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public FencedException(String message) {
    super(message, null, false, false);
  }
}
