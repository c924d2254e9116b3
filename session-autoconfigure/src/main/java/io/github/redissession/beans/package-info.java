/**
 * Stores the state of session-scoped beans and injects everything else again.
 */
@NullMarked
package io.github.redissession.beans;

import org.jspecify.annotations.NullMarked;
