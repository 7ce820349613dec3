package io.feedhorn.push;

import com.zerodeplibs.webpush.UserAgentMessageEncryptionKeyInfo;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.NotificationFeeds;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A browser that gets pushes, and the topics of which it gets them. Immutable. The endpoint is a
 * secret: everyone who knows it can send to it.
 *
 * @param endpoint the URL at the browser's push service
 * @param p256dh the browser's public key, in base64url
 * @param auth the browser's authentication secret, in base64url
 * @param user the user; null if the server is open or the token names none
 */
public record PushSubscription(
    String endpoint, String p256dh, String auth, @Nullable String user, List<String> topics) {
  /** The start of the names of these records in the store. No reader has a name with a space. */
  private static final String STORED_PREFIX = "push ";

  /** The length of an authentication secret (RFC 8291, section 3.2). */
  private static final int AUTH_BYTES = 16;

  private static final String USER_PREFIX = NotificationFeeds.USER + ".";

  public PushSubscription {
    topics = List.copyOf(topics);
  }

  /**
   * Creates the push subscription of a client.
   *
   * @throws FeedException {@link ErrorCode#BAD_REQUEST} if the keys are invalid
   */
  public static PushSubscription of(
      String endpoint, String p256dh, String auth, @Nullable String user, List<String> topics) {
    if (!areKeys(p256dh, auth)) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST,
          "'keys' must be those of a PushSubscription: 'p256dh', a public key of P-256, and 'auth', 16 bytes, both in base64url.");
    }
    return new PushSubscription(endpoint, p256dh, auth, user, topics);
  }

  private static boolean areKeys(String p256dh, String auth) {
    try {
      UserAgentMessageEncryptionKeyInfo.of(p256dh, auth);
      // No browser can decrypt a message for a secret of another length.
      return Base64.getUrlDecoder().decode(auth).length == AUTH_BYTES;
    } catch (RuntimeException invalid) {
      return false;
    }
  }

  /** Returns true for the name of a push subscription in the store. */
  public static boolean isStored(String name) {
    return name.startsWith(STORED_PREFIX);
  }

  /** Returns the name in the store. */
  String storedName() {
    return storedName(endpoint);
  }

  static String storedName(String endpoint) {
    return STORED_PREFIX + digest(endpoint);
  }

  /** Returns a digest of a text, 43 characters of base64url. */
  static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static PushSubscription ofState(Buffer state) {
    JsonObject fields = new JsonObject(state);
    return new PushSubscription(
        fields.getString("endpoint"),
        fields.getString("p256dh"),
        fields.getString("auth"),
        fields.getString("user"),
        fields.getJsonArray("topics").stream().map(String.class::cast).toList());
  }

  /** Returns the state in the store, from which {@link #ofState} reads the push subscription. */
  Buffer state() {
    return new JsonObject()
        .put("endpoint", endpoint)
        .put("p256dh", p256dh)
        .put("auth", auth)
        .put("user", user)
        .put("topics", new JsonArray(topics))
        .toBuffer();
  }

  /**
   * Returns the topic to which a connected page of this user is subscribed by name; null if no page
   * can be recognized.
   */
  @Nullable String presenceTopic() {
    return user != null
        ? USER_PREFIX + user
        : topics.stream().filter(topic -> topic.startsWith(USER_PREFIX)).findFirst().orElse(null);
  }

  /** Omits the secrets, so that they never appear in a log. */
  @Override
  public String toString() {
    return "push subscription of " + user;
  }
}
