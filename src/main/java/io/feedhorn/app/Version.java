package io.feedhorn.app;

import picocli.CommandLine.IVersionProvider;

/** The versions of Feedhorn and Java. */
public final class Version implements IVersionProvider {
  /** The version in the manifest of the jar; {@code development} outside of a jar. */
  public static final String NUMBER = number(Version.class.getPackage().getImplementationVersion());

  @Override
  public String[] getVersion() {
    return new String[] {
      "Feedhorn " + NUMBER,
      "Java " + Runtime.version() + ", " + System.getProperty("os.name") + " " + arch()
    };
  }

  private static String arch() {
    return System.getProperty("os.arch");
  }

  private static String number(String manifest) {
    return manifest == null ? "development" : manifest;
  }
}
