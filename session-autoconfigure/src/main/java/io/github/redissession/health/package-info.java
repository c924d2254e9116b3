/**
 * The health of the store, and checks that report what may go wrong with the server and
 * the configuration.
 */
@NullMarked
package io.github.redissession.health;

import org.jspecify.annotations.NullMarked;
