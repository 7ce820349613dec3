package io.feedhorn.push;

import io.feedhorn.model.Update;

/** The notice that nothing is left to do for the pushes of a notification. Immutable. */
record PushFinished(Update update) {}
