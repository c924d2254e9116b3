/**
 * Tells the repository which request it works for.
 */
@NullMarked
package io.github.redissession.web;

import org.jspecify.annotations.NullMarked;
