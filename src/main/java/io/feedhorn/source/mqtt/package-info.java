/** A source that reads topics of an MQTT broker. */
@NullMarked
package io.feedhorn.source.mqtt;

import org.jspecify.annotations.NullMarked;
