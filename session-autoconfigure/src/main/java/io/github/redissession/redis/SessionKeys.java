package io.github.redissession.redis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

import org.jspecify.annotations.Nullable;

import io.github.redissession.index.IndexName;

/**
 * Spells the keys, and nobody else does. {@code docs/storage.md} lists them.
 */
public final class SessionKeys {

	public static final int EXPIRY_SHARDS = 16;

	private final String prefix;

	private final byte[] prefixBytes;

	/**
	 * Creates the keys of a namespace.
	 * @param namespace what all keys begin with, before a colon
	 */
	public SessionKeys(String namespace) {
		this.prefix = namespace + ":";
		this.prefixBytes = this.prefix.getBytes(StandardCharsets.UTF_8);
	}

	public byte[] session(String id) {
		return key(id);
	}

	/**
	 * The id of a session by its key.
	 * @return the id, {@code null} if the key is none of a session
	 */
	public @Nullable String id(String key) {
		return (key.startsWith(this.prefix) && key.indexOf(':', this.prefix.length()) < 0)
				? key.substring(this.prefix.length()) : null;
	}

	/** An id has no colon, so an index is never taken for a session. */
	public byte[] index(IndexName index) {
		return key(index.kind() + ":" + index.value());
	}

	/** When sessions end, spread over {@value #EXPIRY_SHARDS} keys. */
	public byte[] expiry(int shard) {
		return key("expiry:" + shard);
	}

	public byte[] expiry(String id) {
		CRC32 checksum = new CRC32();
		checksum.update(id.getBytes(StandardCharsets.UTF_8));
		return expiry((int) (checksum.getValue() % EXPIRY_SHARDS));
	}

	/** What a node writes and reads to find out whether Redis does both. */
	public byte[] probe(String node, int number) {
		return key("probe:" + node + ":" + number);
	}

	/** Every key of the namespace, for SCAN. */
	byte[] all() {
		return key("*");
	}

	/**
	 * What a key is about.
	 * @return {@code session}, or the word after the namespace; {@code null} if the key
	 * is not ours
	 */
	public @Nullable String kind(String key) {
		if (!key.startsWith(this.prefix)) {
			return null;
		}
		int end = key.indexOf(':', this.prefix.length());
		return (end < 0) ? "session" : key.substring(this.prefix.length(), end);
	}

	/** The channel on which the beginning and the end of sessions are announced. */
	public byte[] events() {
		return key("events");
	}

	/** The stream of sessions that have expired. */
	public byte[] expired() {
		return key("events:expired");
	}

	/** Those of the stream that nobody could handle. */
	public byte[] unhandled() {
		return key("events:unhandled");
	}

	/** Who handles, or has handled, an expired session. */
	public byte[] handled(String group, String id) {
		return key("events:handled:" + group + ":" + id);
	}

	private byte[] key(String name) {
		byte[] end = name.getBytes(StandardCharsets.UTF_8);
		byte[] key = Arrays.copyOf(this.prefixBytes, this.prefixBytes.length + end.length);
		System.arraycopy(end, 0, key, this.prefixBytes.length, end.length);
		return key;
	}

}
