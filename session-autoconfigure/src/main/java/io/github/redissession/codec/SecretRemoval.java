package io.github.redissession.codec;

/**
 * Writes values of a class without what opens a session or a login.
 */
interface SecretRemoval extends StandIn {

	@Override
	default boolean keepsClass() {
		return true;
	}

	@Override
	default boolean hidesSecrets() {
		return true;
	}

}
