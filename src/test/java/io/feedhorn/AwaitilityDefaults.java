package io.feedhorn;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Sets the timeout of waits without a timeout of their own, for busy machines. A condition that
 * throws is not yet met: what it reads (a row of a table, a value of a message) may not be there
 * yet. The exception is the cause of the failure after the timeout. That is also true of a failed
 * assertion: a condition whose every evaluation must succeed needs {@code ignoreNoExceptions()}.
 */
public final class AwaitilityDefaults implements BeforeAllCallback {
  private static final Duration TIMEOUT = Duration.ofSeconds(50);

  @Override
  public void beforeAll(ExtensionContext test) {
    Awaitility.setDefaultTimeout(TIMEOUT);
    Awaitility.ignoreExceptionsByDefault();
  }
}
