package io.feedhorn.proxy;

import java.util.List;

/** What is around a block of the documentation where the operating system's package has put it. */
@FunctionalInterface
interface Installation {
  /**
   * Writes the files of a proxy.
   *
   * @return the command that runs it in the foreground
   */
  List<String> command(String program, Site site);
}
