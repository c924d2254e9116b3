/**
 * Takes over the sessions of Spring Session Data Redis.
 */
@NullMarked
package io.github.redissession.takeover;

import org.jspecify.annotations.NullMarked;
