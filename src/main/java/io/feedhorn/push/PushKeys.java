package io.feedhorn.push;

import com.zerodeplibs.webpush.VAPIDKeyPair;
import com.zerodeplibs.webpush.VAPIDKeyPairs;
import com.zerodeplibs.webpush.key.PrivateKeySources;
import com.zerodeplibs.webpush.key.PublicKeySources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The key pair by which push services identify this server (VAPID, RFC 8292). Immutable. Browsers
 * subscribe with the public key, so another pair makes all push subscriptions invalid.
 */
public final class PushKeys {
  private static final int P256_BITS = 256;
  private static final String PRIVATE = "PRIVATE KEY";
  private static final String PUBLIC = "PUBLIC KEY";

  private final VAPIDKeyPair pair;

  private PushKeys(VAPIDKeyPair pair) {
    this.pair = pair;
  }

  /**
   * Opens the key pair of a single server: as {@link #read}, but creates the file with a new pair
   * if it does not exist. Blocks.
   *
   * @throws IOException if the file cannot be read or written, or has no such keys
   */
  public static PushKeys open(Path file) throws IOException {
    try {
      if (!Files.exists(file)) {
        create(file);
      }
    } catch (IOException | GeneralSecurityException | RuntimeException unavailable) {
      throw new IOException(
          "push.keys = \"%s\": cannot be created: %s".formatted(file, reason(unavailable)));
    }
    return read(file);
  }

  /**
   * Opens the key pair of a node in a cluster: as {@link #read}, but the error of a missing file
   * tells why it is not created. Blocks.
   *
   * @throws IOException if the file cannot be read, or has no such keys
   */
  public static PushKeys openShared(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new IOException(
          ("push.keys = \"%s\": there is no such file, and a node does not create it, because all"
                  + " nodes of a cluster need the same: create it once and copy it to each node"
                  + " (docs/notifications.md)")
              .formatted(file));
    }
    return read(file);
  }

  /**
   * Reads a file with a private key (PKCS #8) and its public key, both in PEM. Blocks.
   *
   * @throws IOException if the file cannot be read, or has no such keys
   */
  private static PushKeys read(Path file) throws IOException {
    try {
      return parse(Files.readString(file));
    } catch (IOException | GeneralSecurityException | RuntimeException invalid) {
      // No cause: the line about a failed start has the message of the root cause only.
      throw new IOException(
          "push.keys = \"%s\": must be a file with a private key (PKCS #8) and its public key of the curve P-256, in PEM: %s"
              .formatted(file, reason(invalid)));
    }
  }

  private static String reason(Exception failure) {
    return failure instanceof AccessDeniedException
        ? "access denied"
        : String.valueOf(failure.getMessage());
  }

  private static void create(Path file) throws IOException, GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair created = generator.generateKeyPair();
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
    Files.createDirectories(folder);
    String text = pem(PRIVATE, created.getPrivate()) + pem(PUBLIC, created.getPublic());
    // Complete or not at all: all later starts would refuse an incomplete file.
    // Only its owner can read a temporary file, where the file system has such permissions.
    Path written = Files.createTempFile(folder, "push-keys", ".tmp");
    try {
      Files.writeString(written, text, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
      Files.move(written, file);
    } finally {
      Files.deleteIfExists(written);
    }
  }

  private static String pem(String type, Key key) {
    String text =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
            .encodeToString(key.getEncoded());
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(type, text, type);
  }

  private static PushKeys parse(String text) throws GeneralSecurityException {
    KeyFactory factory = KeyFactory.getInstance("EC");
    PrivateKey privateKey = factory.generatePrivate(new PKCS8EncodedKeySpec(block(text, PRIVATE)));
    PublicKey publicKey = factory.generatePublic(new X509EncodedKeySpec(block(text, PUBLIC)));
    if (!isP256(privateKey) || !isP256(publicKey)) {
      throw new GeneralSecurityException("a key is of another curve");
    }
    requirePair(privateKey, publicKey);
    return new PushKeys(
        VAPIDKeyPairs.of(
            PrivateKeySources.ofECPrivateKey((ECPrivateKey) privateKey),
            PublicKeySources.ofECPublicKey((ECPublicKey) publicKey)));
  }

  private static byte[] block(String text, String type) throws GeneralSecurityException {
    Matcher block =
        Pattern.compile(
                "-----BEGIN " + type + "-----([A-Za-z0-9+/=\\s]+)-----END " + type + "-----")
            .matcher(text);
    if (!block.find()) {
      throw new GeneralSecurityException("there is no " + type);
    }
    return Base64.getMimeDecoder().decode(block.group(1));
  }

  private static boolean isP256(Key key) {
    return key instanceof ECKey ec
        && ec.getParams().getCurve().getField().getFieldSize() == P256_BITS;
  }

  private static void requirePair(PrivateKey privateKey, PublicKey publicKey)
      throws GeneralSecurityException {
    byte[] signed = {1};
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(privateKey);
    signature.update(signed);
    byte[] bytes = signature.sign();
    signature.initVerify(publicKey);
    signature.update(signed);
    if (!signature.verify(bytes)) {
      throw new GeneralSecurityException("the public key belongs to another private key");
    }
  }

  /** Returns the public key for {@code PushManager.subscribe}, in base64url. */
  public String publicKey() {
    return pair.extractPublicKeyInUncompressedFormAsString();
  }

  VAPIDKeyPair pair() {
    return pair;
  }
}
