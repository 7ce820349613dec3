package io.feedhorn.app;

/** The version of Feedhorn. */
public final class Version {
  /** The version in the manifest of the jar; {@code development} outside of a jar. */
  public static final String NUMBER = number(Version.class.getPackage().getImplementationVersion());

  private Version() {}

  private static String number(String manifest) {
    return manifest == null ? "development" : manifest;
  }
}
