package io.feedhorn.limits;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that begin with the same bits (RFC 4632): {@code 10.0.0.0/8}, {@code fd00::/8}, or one
 * address alone. Immutable. Nothing here asks a name server.
 */
public final class Cidr {
  private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
  private static final String ADDRESS_4 = BYTE + "(\\." + BYTE + "){3}";
  private static final String ADDRESS_6 = "[0-9A-Fa-f:.]{2,45}";

  private final byte[] first;
  private final int bits;

  private Cidr(byte[] first, int bits) {
    this.first = first;
    this.bits = bits;
  }

  /** Reads a network; null where the text is none. */
  public static @Nullable Cidr parse(String text) {
    int slash = text.indexOf('/');
    byte[] address = bytes(slash < 0 ? text : text.substring(0, slash));
    if (address == null) {
      return null;
    }
    int most = address.length * Byte.SIZE;
    String length = slash < 0 ? Integer.toString(most) : text.substring(slash + 1);
    if (!length.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(length) > most) {
      return null;
    }
    return new Cidr(address, Integer.parseInt(length));
  }

  /** The bytes of an address in figures, IPv4 in IPv6 as IPv4; null where the text is none. */
  static byte @Nullable [] bytes(String address) {
    boolean literal =
        address.matches(ADDRESS_4) || (address.contains(":") && address.matches(ADDRESS_6));
    try {
      return literal ? InetAddress.getByName(address).getAddress() : null;
    } catch (UnknownHostException noAddress) {
      return null;
    }
  }

  /** Whether an address begins with the bits of this network. */
  boolean has(byte[] address) {
    if (address.length != first.length) {
      return false;
    }
    int whole = bits / Byte.SIZE;
    int rest = bits % Byte.SIZE;
    return Arrays.equals(address, 0, whole, first, 0, whole)
        && (rest == 0 || ((address[whole] ^ first[whole]) & 0xFF) >>> (Byte.SIZE - rest) == 0);
  }
}
