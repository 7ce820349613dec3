package io.feedhorn.cluster.codec;

/**
 * The version of everything that nodes exchange: messages, objects in the data grid, and the
 * configuration of the grid. Nodes of different versions never work together. A change of any of
 * these three, also by an update of Infinispan or JGroups, needs a new number.
 */
public final class FormatVersion {
  /** The version of this release. From 1 to 127, as it is sent as one byte. */
  public static final byte CURRENT = 6;

  private FormatVersion() {}
}
