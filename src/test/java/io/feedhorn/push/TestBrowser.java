package io.feedhorn.push;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The receiving side of RFC 8291, with the cryptography of the JDK. */
public final class TestBrowser {
  private static final int POINT_BYTES = 65;
  private static final int COORDINATE_BYTES = 32;
  private static final int SALT_BYTES = 16;

  private final KeyPair keys;
  private final byte[] auth = new byte[16];

  public TestBrowser() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    keys = generator.generateKeyPair();
    new SecureRandom().nextBytes(auth);
  }

  /** Returns what {@code PushSubscription.toJSON()} of a browser returns. */
  public JsonObject subscription(String endpoint) {
    return new JsonObject()
        .put("endpoint", endpoint)
        .put("expirationTime", null)
        .put("keys", new JsonObject().put("p256dh", text(point())).put("auth", text(auth)));
  }

  private byte[] point() {
    ECPoint point = ((ECPublicKey) keys.getPublic()).getW();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(4);
    bytes.writeBytes(coordinate(point.getAffineX()));
    bytes.writeBytes(coordinate(point.getAffineY()));
    return bytes.toByteArray();
  }

  private static byte[] coordinate(BigInteger number) {
    byte[] bytes = number.toByteArray();
    byte[] fixed = new byte[COORDINATE_BYTES];
    int length = Math.min(bytes.length, COORDINATE_BYTES);
    System.arraycopy(bytes, bytes.length - length, fixed, COORDINATE_BYTES - length, length);
    return fixed;
  }

  PublicKey publicKey(byte[] point) throws GeneralSecurityException {
    ECPoint decoded =
        new ECPoint(
            new BigInteger(1, Arrays.copyOfRange(point, 1, 1 + COORDINATE_BYTES)),
            new BigInteger(1, Arrays.copyOfRange(point, 1 + COORDINATE_BYTES, POINT_BYTES)));
    return KeyFactory.getInstance("EC")
        .generatePublic(new ECPublicKeySpec(decoded, ((ECPublicKey) keys.getPublic()).getParams()));
  }

  /** Decrypts the body of a push (RFC 8188 and RFC 8291). */
  public String decrypt(byte[] body) throws GeneralSecurityException {
    byte[] salt = Arrays.copyOf(body, SALT_BYTES);
    int keyLength = body[SALT_BYTES + 4];
    int keyStart = SALT_BYTES + 5;
    byte[] serverPoint = Arrays.copyOfRange(body, keyStart, keyStart + keyLength);
    byte[] encrypted = Arrays.copyOfRange(body, keyStart + keyLength, body.length);
    KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
    agreement.init(keys.getPrivate());
    agreement.doPhase(publicKey(serverPoint), true);
    byte[] input =
        expand(
            hmac(auth, agreement.generateSecret()),
            join(ascii("WebPush: info\0"), point(), serverPoint),
            COORDINATE_BYTES);
    byte[] pseudoRandom = hmac(salt, input);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(expand(pseudoRandom, ascii("Content-Encoding: aes128gcm\0"), 16), "AES"),
        new GCMParameterSpec(128, expand(pseudoRandom, ascii("Content-Encoding: nonce\0"), 12)));
    byte[] padded = cipher.doFinal(encrypted);
    int end = padded.length - 1;
    while (padded[end] == 0) {
      end--;
    }
    if (padded[end] != 2) {
      throw new GeneralSecurityException("the last record has no delimiter 2");
    }
    return new String(padded, 0, end, StandardCharsets.UTF_8);
  }

  private static byte[] expand(byte[] key, byte[] info, int length)
      throws GeneralSecurityException {
    return Arrays.copyOf(hmac(key, join(info, new byte[] {1})), length);
  }

  private static byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(data);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
