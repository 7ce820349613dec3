package io.feedhorn.clients;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A language with the pinned versions of the libraries that its snippets import. */
interface Toolchain {
  /** The directory of all installations, which are kept for the next run. */
  Path ROOT = Path.of("target", "client-libraries").toAbsolutePath();

  /** Installs the libraries, unless they are installed already. */
  void install() throws IOException;

  /** Writes a program into a file and returns the command that runs it. */
  List<String> command(String name, String code) throws IOException;
}
