package io.github.redissession.autoconfigure;

import java.util.function.Function;

/**
 * Creates, by the user's name, the exception with which a login beyond the limit of
 * sessions fails.
 */
@FunctionalInterface
interface LoginRefusal extends Function<String, RuntimeException> {

}
