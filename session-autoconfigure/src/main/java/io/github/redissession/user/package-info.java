/**
 * Users and their devices: list them, sign them out, limit their number.
 */
@NullMarked
package io.github.redissession.user;

import org.jspecify.annotations.NullMarked;
