/** The recovery of a store whose cluster has lost its majority: an operator decides about it. */
@NullMarked
package io.feedhorn.app.recover;

import org.jspecify.annotations.NullMarked;
