/**
 * Actuator endpoints, with which operators inspect and end sessions.
 */
@NullMarked
package io.github.redissession.actuate;

import org.jspecify.annotations.NullMarked;
