package io.feedhorn.proxy;

import java.util.List;

/** Writes the configuration of a proxy: a documented block, and the files around it. */
@FunctionalInterface
interface Installation {
  /**
   * Writes the files of a proxy.
   *
   * @return the command that runs it in the foreground
   */
  List<String> command(String program, ProxySite site);
}
