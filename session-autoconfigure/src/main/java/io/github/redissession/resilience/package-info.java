/**
 * Keeps an outage of the store away from the users of an application.
 */
@NullMarked
package io.github.redissession.resilience;

import org.jspecify.annotations.NullMarked;
