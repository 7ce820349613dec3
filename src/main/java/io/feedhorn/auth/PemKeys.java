package io.feedhorn.auth;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads public keys, as {@code openssl pkey -pubout} writes them, and certificates as JWKs. */
final class PemKeys {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z ]+)-----\\s+([A-Za-z0-9+/=\\s]+)-----END \\1-----");
  private static final int ED25519_BYTES = 32;
  private static final int P256_BYTES = 32;
  private static final int P256_BITS = 256;

  private PemKeys() {}

  static List<JsonObject> keys(String text) {
    List<JsonObject> keys = new ArrayList<>();
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      keys.add(key(block.group(1), Base64.getMimeDecoder().decode(block.group(2))));
    }
    return keys;
  }

  private static JsonObject key(String type, byte[] der) {
    try {
      return switch (type) {
        case "PUBLIC KEY" -> jwk(publicKey(der));
        case "CERTIFICATE" ->
            jwk(
                CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(der))
                    .getPublicKey());
        default ->
            throw new IllegalArgumentException(
                "it has a " + type + "; allowed are PUBLIC KEY and CERTIFICATE");
      };
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("its " + type + " cannot be read", e);
    }
  }

  private static PublicKey publicKey(byte[] der) throws GeneralSecurityException {
    InvalidKeySpecException last = new InvalidKeySpecException("no algorithm");
    for (String algorithm : new String[] {"Ed25519", "EC", "RSA"}) {
      try {
        return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der));
      } catch (InvalidKeySpecException otherAlgorithm) {
        last = otherAlgorithm;
      }
    }
    throw last;
  }

  private static JsonObject jwk(PublicKey key) {
    if (key instanceof RSAPublicKey rsa) {
      return new JsonObject()
          .put("kty", "RSA")
          .put("n", base64(unsigned(rsa.getModulus(), 0)))
          .put("e", base64(unsigned(rsa.getPublicExponent(), 0)));
    }
    if (key instanceof ECPublicKey ec
        && ec.getParams().getCurve().getField().getFieldSize() == P256_BITS) {
      return new JsonObject()
          .put("kty", "EC")
          .put("crv", "P-256")
          .put("x", base64(unsigned(ec.getW().getAffineX(), P256_BYTES)))
          .put("y", base64(unsigned(ec.getW().getAffineY(), P256_BYTES)));
    }
    byte[] point = key instanceof EdECPublicKey ed ? point(ed) : null;
    if (point == null) {
      throw new IllegalArgumentException("its key is none of RSA, EC P-256, Ed25519");
    }
    return new JsonObject().put("kty", "OKP").put("crv", "Ed25519").put("x", base64(point));
  }

  /** Returns the point, which is the last part of the encoded key (RFC 8410, section 4). */
  private static byte @Nullable [] point(EdECPublicKey key) {
    byte[] der = key.getEncoded();
    return key.getParams().getName().equals("Ed25519")
        ? Arrays.copyOfRange(der, der.length - ED25519_BYTES, der.length)
        : null;
  }

  private static byte[] unsigned(BigInteger number, int minBytes) {
    byte[] bytes = number.toByteArray();
    int from = bytes[0] == 0 && bytes.length > 1 ? 1 : 0;
    int length = Math.max(minBytes, bytes.length - from);
    byte[] unsigned = new byte[length];
    System.arraycopy(bytes, from, unsigned, length - (bytes.length - from), bytes.length - from);
    return unsigned;
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
