package io.feedhorn.app.settings;

import java.net.UnknownHostException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Why something failed, in a few words for one line. */
public final class ErrorMessages {
  private ErrorMessages() {}

  public static String of(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof UnknownHostException) {
      return "the host is not known";
    }
    if (cause instanceof AccessDeniedException) {
      return "access denied";
    }
    if (cause instanceof NoSuchFileException) {
      return "no such file";
    }
    if (cause instanceof CharacterCodingException) {
      return "it is not UTF-8";
    }
    String message = cause.getMessage();
    if (message == null || message.isBlank()) {
      return cause.getClass().getSimpleName();
    }
    // Netty's native transports put the system call in front: "bind(..) failed with error(-98): ".
    String plain = message.strip().replaceFirst("^\\w+\\(\\.\\.\\) failed[^:]*: ", "");
    return plain.lines().findFirst().orElse(plain);
  }
}
