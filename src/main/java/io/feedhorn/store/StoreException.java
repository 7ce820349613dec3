package io.feedhorn.store;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A failed operation of the store; the message names the folder and the reason. */
public final class StoreException extends IOException {
  private static final long serialVersionUID = 1L;

  public StoreException(String message) {
    super(message);
  }

  public StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
