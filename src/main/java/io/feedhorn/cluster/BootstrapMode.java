package io.feedhorn.cluster;

/** What a node does that finds no other at its start. */
public enum BootstrapMode {
  /** The first of the members, and one that names none, founds a cluster; others wait a while. */
  AUTO("auto"),
  /** It waits until it finds one. */
  NEVER("never"),
  /** It founds a cluster at once. */
  ALWAYS("always");

  private final String wire;

  BootstrapMode(String wire) {
    this.wire = wire;
  }

  /** The name in settings: {@code auto}. */
  public String wire() {
    return wire;
  }
}
