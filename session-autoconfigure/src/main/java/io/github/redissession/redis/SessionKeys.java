package io.github.redissession.redis;

import java.util.zip.CRC32;

import org.jspecify.annotations.Nullable;

import io.github.redissession.index.IndexName;

/**
 * The keys of a namespace; no other class spells one. {@code docs/storage.md} lists them.
 */
public final class SessionKeys {

	public static final int EXPIRY_SHARDS = 16;

	private final String prefix;

	private final int database;

	/**
	 * Creates the keys of a namespace in database 0.
	 * @param namespace the beginning of every key, followed by a colon
	 */
	public SessionKeys(String namespace) {
		this(namespace, 0);
	}

	/**
	 * Creates the keys of a namespace.
	 * @param namespace the beginning of every key, followed by a colon
	 * @param database the number of the database that holds the keys
	 */
	public SessionKeys(String namespace, int database) {
		this.prefix = namespace + ":";
		this.database = database;
	}

	public byte[] session(String id) {
		return key(id);
	}

	/**
	 * Returns the id in the key of a session, or {@code null} for any other key.
	 */
	public @Nullable String id(String key) {
		return (key.startsWith(this.prefix) && key.indexOf(':', this.prefix.length()) < 0)
				? key.substring(this.prefix.length()) : null;
	}

	/** The key of an index. An id has no colon, so this is never the key of a session. */
	public byte[] index(IndexName index) {
		return key(index.kind() + ":" + index.value());
	}

	/** One of the {@value #EXPIRY_SHARDS} shards of the expiry index. */
	public byte[] expiry(int shard) {
		return key("expiry:" + shard);
	}

	public byte[] expiry(String id) {
		CRC32 checksum = new CRC32();
		checksum.update(SessionHash.bytes(id));
		return expiry((int) (checksum.getValue() % EXPIRY_SHARDS));
	}

	/** The key that a node's health indicator writes and reads. */
	public byte[] probe(String node, int number) {
		return key("probe:" + node + ":" + number);
	}

	/** The sorted set of applications that use the namespace. */
	public byte[] applications() {
		return key("applications:seen");
	}

	/**
	 * Returns the kind of a key: {@code session}, or the word after the namespace;
	 * {@code null} if the key is not in the namespace.
	 */
	public @Nullable String kind(String key) {
		if (!key.startsWith(this.prefix)) {
			return null;
		}
		int end = key.indexOf(':', this.prefix.length());
		return (end < 0) ? "session" : key.substring(this.prefix.length(), end);
	}

	/**
	 * Returns the channel of announcements. It contains the number of the database,
	 * unless that is 0, because the databases of a server share their channels.
	 */
	public byte[] events() {
		return key((this.database == 0) ? "events" : "events@" + this.database);
	}

	/** The stream of sessions that have expired. */
	public byte[] expired() {
		return key("events:expired");
	}

	/** The stream of expired sessions that no handler could handle. */
	public byte[] unhandled() {
		return key("events:unhandled");
	}

	/** The mark of an expired session that is being handled, or has been. */
	public byte[] handled(String group, String id) {
		return key("events:handled:" + group + ":" + id);
	}

	/** The secret from which the tokens of sessions that are taken over are derived. */
	public byte[] takeover() {
		return key("takeover:secret");
	}

	private byte[] key(String name) {
		return SessionHash.bytes(this.prefix + name);
	}

}
