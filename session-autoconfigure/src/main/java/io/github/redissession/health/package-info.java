/**
 * Whether sessions can be stored and read, and what could go wrong with the server and
 * the configuration.
 */
@NullMarked
package io.github.redissession.health;

import org.jspecify.annotations.NullMarked;
