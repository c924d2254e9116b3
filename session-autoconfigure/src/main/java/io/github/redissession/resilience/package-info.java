/**
 * Shields the users of an application from an outage of the store.
 */
@NullMarked
package io.github.redissession.resilience;

import org.jspecify.annotations.NullMarked;
