package io.feedhorn.proxy;

import io.feedhorn.http.TlsOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The port of a proxy, the nodes behind it, and the directory of its files. Immutable. */
record ProxySite(Path folder, int port, List<Integer> nodes, TlsOptions tls) {
  ProxySite {
    nodes = List.copyOf(nodes);
  }

  Path certificate() {
    return tls.cert();
  }

  Path key() {
    return tls.key();
  }

  /** Writes certificate and key into one file and returns it. */
  Path bundle() {
    return write("bundle.pem", read(tls.cert()) + read(tls.key()));
  }

  Path write(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the content of a file in the directory; empty if there is none. */
  String read(String name) {
    Path file = folder.resolve(name);
    return Files.exists(file) ? read(file) : "";
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
