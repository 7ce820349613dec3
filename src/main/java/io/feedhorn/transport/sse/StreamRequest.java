package io.feedhorn.transport.sse;

import io.feedhorn.auth.Permissions;
import io.feedhorn.hub.SubscribeOptions;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.TopicPattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A validated request for an event stream. Immutable.
 *
 * @param resume the position of the reader
 */
record StreamRequest(
    List<TopicPattern> patterns,
    ResumePosition resume,
    SubscribeOptions options,
    Permissions permissions) {

  /** Returns the same request with another cursor. */
  StreamRequest resumeFrom(@Nullable Cursor since) {
    return new StreamRequest(patterns, resume.from(since), options, permissions);
  }
}
