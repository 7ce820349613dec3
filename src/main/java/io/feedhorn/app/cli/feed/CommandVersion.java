package io.feedhorn.app.cli.feed;

import io.feedhorn.app.Version;
import picocli.CommandLine.IVersionProvider;

/** The versions of Feedhorn and Java, as {@code --version} prints them. */
public final class CommandVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "Feedhorn " + Version.NUMBER,
      "Java " + Runtime.version() + ", " + System.getProperty("os.name") + " " + arch()
    };
  }

  private static String arch() {
    return System.getProperty("os.arch");
  }
}
