/**
 * The core of the session store: what a session is, what one request changes in it, and
 * where a request enters and leaves. It imports no other package of this project.
 */
@NullMarked
package io.github.redissession;

import org.jspecify.annotations.NullMarked;
