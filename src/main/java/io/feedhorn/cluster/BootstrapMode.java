package io.feedhorn.cluster;

/** The reaction of a node that finds no other node when it starts. */
public enum BootstrapMode {
  /**
   * The first of the members, or a node without members, bootstraps a cluster at once; other nodes
   * do so after a timeout.
   */
  AUTO("auto"),
  /** The node waits until it finds a cluster. */
  NEVER("never"),
  /** The node bootstraps a cluster at once. */
  ALWAYS("always");

  private final String wire;

  BootstrapMode(String wire) {
    this.wire = wire;
  }

  /** Returns the name in settings: {@code auto}. */
  public String wire() {
    return wire;
  }
}
