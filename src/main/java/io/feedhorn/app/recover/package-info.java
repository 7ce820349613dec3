/** The recovery of a store whose cluster has lost its majority, by a decision of an operator. */
@NullMarked
package io.feedhorn.app.recover;

import org.jspecify.annotations.NullMarked;
