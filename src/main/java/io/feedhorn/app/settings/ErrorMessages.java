package io.feedhorn.app.settings;

import java.net.UnknownHostException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Short messages of exceptions, for one line of output. */
public final class ErrorMessages {
  private ErrorMessages() {}

  /** Returns the first line of the message of the root cause, or a plainer text for it. */
  public static String of(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof UnknownHostException) {
      return "unknown host";
    }
    if (cause instanceof AccessDeniedException) {
      return "access denied";
    }
    if (cause instanceof NoSuchFileException) {
      return "no such file";
    }
    if (cause instanceof CharacterCodingException) {
      return "not UTF-8";
    }
    String message = cause.getMessage();
    if (message == null || message.isBlank()) {
      return cause.getClass().getSimpleName();
    }
    // Netty's native transports prepend the system call: "bind(..) failed with error(-98): ".
    String withoutCall = message.strip().replaceFirst("^\\w+\\(\\.\\.\\) failed[^:]*: ", "");
    return withoutCall.lines().findFirst().orElse(withoutCall);
  }
}
