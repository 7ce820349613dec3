package io.feedhorn.limits;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A network of addresses that begin with the same bits (RFC 4632), {@code 10.0.0.0/8} or {@code
 * fd00::/8}, or a single address. Immutable. Host names are not resolved.
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

  /** Parses a network. Returns null if the text is not one. */
  public static @Nullable Cidr parse(String text) {
    int slash = text.indexOf('/');
    byte[] address = bytes(slash < 0 ? text : text.substring(0, slash));
    if (address == null) {
      return null;
    }
    int maxBits = address.length * Byte.SIZE;
    String length = slash < 0 ? Integer.toString(maxBits) : text.substring(slash + 1);
    if (!length.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(length) > maxBits) {
      return null;
    }
    return new Cidr(address, Integer.parseInt(length));
  }

  /** Returns the bytes of a numeric address, IPv4 in IPv6 as IPv4; null if the text is not one. */
  static byte @Nullable [] bytes(String address) {
    boolean literal =
        address.matches(ADDRESS_4) || (address.contains(":") && address.matches(ADDRESS_6));
    try {
      return literal ? InetAddress.getByName(address).getAddress() : null;
    } catch (UnknownHostException invalid) {
      return null;
    }
  }

  /** Returns true if an address begins with the bits of this network. */
  public boolean contains(byte[] address) {
    if (address.length != first.length) {
      return false;
    }
    int whole = bits / Byte.SIZE;
    int rest = bits % Byte.SIZE;
    return Arrays.equals(address, 0, whole, first, 0, whole)
        && (rest == 0 || ((address[whole] ^ first[whole]) & 0xFF) >>> (Byte.SIZE - rest) == 0);
  }
}
