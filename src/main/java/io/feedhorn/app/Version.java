package io.feedhorn.app;

import picocli.CommandLine.IVersionProvider;

/** Which Feedhorn this is, on which Java. */
public final class Version implements IVersionProvider {
  /** {@code 0.1.0}, as the jar says; classes that are in none have no number. */
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
