package io.feedhorn.auth;

import io.feedhorn.model.Member;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Base64;

/** Reads a token without keys. It grants nothing. */
final class UnverifiedToken {
  private static final int MAX_CHARACTERS = 8 * 1024;

  private UnverifiedToken() {}

  /** Returns the user that a token names; {@link Member#ANONYMOUS} if it cannot be read. */
  static Member member(String token) {
    String[] parts = token.length() > MAX_CHARACTERS ? new String[0] : token.split("\\.", -1);
    if (parts.length != 3) {
      return Member.ANONYMOUS;
    }
    try {
      JsonObject claims = new JsonObject(Buffer.buffer(Base64.getUrlDecoder().decode(parts[1])));
      return Member.of(claims.getValue("sub"), claims.getValue("name"));
    } catch (RuntimeException unreadable) {
      return Member.ANONYMOUS;
    }
  }
}
