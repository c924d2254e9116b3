package io.github.redissession.autoconfigure;

/**
 * The near cache is asked for, and Caffeine is missing.
 */
class NearCacheException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	NearCacheException() {
		super("The near cache of sessions needs Caffeine, which is not on the class path");
	}

}
