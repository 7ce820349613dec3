package io.feedhorn.push;

import io.feedhorn.limits.Cidr;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Decides to which endpoints this server sends. Clients choose endpoints, so without it they could
 * make the server send requests into its own network. Immutable.
 *
 * @param allowPrivate true if private addresses and HTTP are allowed
 */
public record EndpointPolicy(boolean allowPrivate) {
  private static final int MAX_CHARACTERS = 2_000;
  private static final int MAX_PORT = 65_535;

  /** The networks of special purpose (RFC 6890 and its successors), which are not public. */
  private static final List<Cidr> NOT_PUBLIC =
      Stream.of(
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.0.2.0/24",
              "192.88.99.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "198.51.100.0/24",
              "203.0.113.0/24",
              "224.0.0.0/3",
              "::/8",
              "64:ff9b::/96",
              "64:ff9b:1::/48",
              "100::/64",
              "2001::/23",
              "2001:db8::/32",
              "2002::/16",
              "3fff::/20",
              "5f00::/16",
              "fc00::/7",
              "fe80::/9",
              "ff00::/8")
          .map(network -> Objects.requireNonNull(Cidr.parse(network)))
          .toList();

  /** The names of hosts (port). */
  @FunctionalInterface
  interface HostNames {
    /**
     * Returns the addresses of a host, at least one.
     *
     * @throws IOException if it has none
     */
    InetAddress[] addresses(String host) throws IOException;
  }

  /**
   * Checks an endpoint as far as that is possible without a query for its name.
   *
   * @throws FeedException {@link ErrorCode#BAD_REQUEST} if it is not allowed
   */
  public URI requireAllowed(String endpoint) {
    URI url = parse(endpoint);
    if (!isAllowed(url) || endpoint.length() > MAX_CHARACTERS) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST,
          "'endpoint' must be the https URL of a push service with a public host name, at most %d characters."
              .formatted(MAX_CHARACTERS));
    }
    return url;
  }

  private static URI parse(String endpoint) {
    try {
      return new URI(endpoint);
    } catch (URISyntaxException invalid) {
      return URI.create("");
    }
  }

  private boolean isAllowed(URI url) {
    String host = url.getHost();
    boolean scheme =
        "https".equalsIgnoreCase(url.getScheme())
            || (allowPrivate && "http".equalsIgnoreCase(url.getScheme()));
    if (!scheme || host == null || url.getRawUserInfo() != null || url.getRawFragment() != null) {
      return false;
    }
    if (url.getPort() == 0 || url.getPort() > MAX_PORT) {
      return false;
    }
    // A public name has a dot and no number at its end: an address would be no push service.
    return allowPrivate
        || (host.contains(".")
            && !host.matches(".*(\\.|^)[0-9a-fxA-FX]*[0-9]\\.?")
            && !host.startsWith("["));
  }

  /**
   * Returns the address of an endpoint's host. The connection must use this address: the name may
   * have another one a moment later. Blocks while the host's name is looked up, for seconds if no
   * server of names answers.
   *
   * @throws IOException if the host has no address, or one that is not public
   */
  InetAddress resolve(URI url, HostNames names) throws IOException {
    InetAddress[] addresses = names.addresses(url.getHost());
    for (InetAddress address : addresses) {
      if (!allowPrivate && !isPublic(address)) {
        throw new IOException("the host " + url.getHost() + " has an address that is not public");
      }
    }
    return addresses[0];
  }

  static boolean isPublic(InetAddress address) {
    byte[] bytes = address.getAddress();
    return NOT_PUBLIC.stream().noneMatch(network -> network.contains(bytes));
  }
}
