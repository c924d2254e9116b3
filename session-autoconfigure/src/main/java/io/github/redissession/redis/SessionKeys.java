package io.github.redissession.redis;

import java.nio.charset.StandardCharsets;

/**
 * Spells the keys, and nobody else does. {@code docs/storage.md} lists them.
 */
public final class SessionKeys {

	private final String prefix;

	/**
	 * Creates the keys of a namespace.
	 * @param namespace what all keys begin with, before a colon
	 */
	public SessionKeys(String namespace) {
		this.prefix = namespace + ":";
	}

	byte[] session(String id) {
		return (this.prefix + id).getBytes(StandardCharsets.UTF_8);
	}

}
