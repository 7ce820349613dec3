package io.feedhorn.proxy;

import java.util.List;

/** The files around a documented block in the places of the operating system's package. */
@FunctionalInterface
interface Installation {
  /**
   * Writes the files of a proxy.
   *
   * @return the command that runs it in the foreground
   */
  List<String> command(String program, ProxySite site);
}
