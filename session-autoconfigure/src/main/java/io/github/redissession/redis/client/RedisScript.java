package io.github.redissession.redis.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

import io.lettuce.core.codec.Base16;

/**
 * A Lua script, stored as a resource beside the class that runs it.
 *
 * @param name the file's name
 * @param text its content
 * @param sha1 the digest for {@code EVALSHA}
 */
public record RedisScript(String name, byte[] text, String sha1) {

	public static RedisScript load(Class<?> owner, String name) {
		try (InputStream in = owner.getResourceAsStream(name)) {
			if (in == null) {
				throw new IllegalStateException("The script " + name + " is missing from the jar");
			}
			byte[] text = in.readAllBytes();
			return new RedisScript(name, text, Base16.digest(text));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Could not read the script " + name, ex);
		}
	}

}
