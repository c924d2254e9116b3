package io.github.redissession.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.redissession.testing.RedisAddress;
import io.github.redissession.testing.RedisServer;

/**
 * Who is measured, and in which database of the one server its sessions are.
 */
enum PeerKind {

	/** Our defaults: user index, expiry index, events. */
	OURS("ours", 1),

	/** Ours without events and devices. */
	OURS_LEAN("ours, lean", 2),

	/**
	 * Ours with two values by which sessions can be found, one of which every change
	 * changes.
	 */
	OURS_QUERY("ours, query index", 3),

	/** The ratios' one. */
	SPRING_JDK("Spring default, JDK", 4),

	SPRING_JSON("Spring default, JSON", 5),

	INDEXED_JDK("Spring indexed, JDK", 6),

	INDEXED_JSON("Spring indexed, JSON", 7),

	/** Spring's default repository on Redisson's connection factory. */
	REDISSON("Redisson, JDK", 8),

	/** The floor. */
	LETTUCE("bare Lettuce", 9);

	private final String label;

	private final int database;

	PeerKind(String label, int database) {
		this.label = label;
		this.database = database;
	}

	String label() {
		return this.label;
	}

	/** A name for command lines. */
	String id() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	boolean does(Operation operation) {
		return operation != Operation.LIST || !(this == SPRING_JDK || this == SPRING_JSON || this == REDISSON);
	}

	boolean isIndexed() {
		return this == INDEXED_JDK || this == INDEXED_JSON;
	}

	/**
	 * Makes the server ready for this peer's turn: only Spring's indexed repository wants
	 * keyspace notifications, and the others shall not pay for them.
	 */
	void beginTurn(RedisServer redis) {
		redis.cli("CONFIG", "SET", "notify-keyspace-events", isIndexed() ? "gxE" : "");
	}

	/** How many keys this peer has. */
	long keys(RedisServer redis) {
		Matcher keys = Pattern.compile("db" + this.database + ":keys=(\\d+)")
			.matcher(String.valueOf(redis.cli("INFO", "keyspace")));
		return keys.find() ? Long.parseLong(keys.group(1)) : 0;
	}

	/**
	 * Starts the peer.
	 * @param redis the server, or a proxy before it
	 * @param background whether it does its work in the background by its defaults, or
	 * none at all
	 * @param extra further properties for ours
	 */
	Peer open(RedisAddress redis, boolean background, List<String> extra) {
		List<String> properties = new ArrayList<>(Arrays.asList(inDatabase(redis).springProperties()));
		return switch (this) {
			case OURS, OURS_LEAN, OURS_QUERY -> {
				if (!background) {
					properties.add("redis-session.events.sweep-interval=30d");
				}
				if (this == OURS_LEAN) {
					properties.addAll(List.of("redis-session.events.enabled=false",
							"redis-session.events.sweep-interval=30d", "redis-session.users.record-device=false"));
				}
				if (this == OURS_QUERY) {
					properties.addAll(List.of("redis-session.query.backend=sets",
							"redis-session.query.attributes.locale.path=locale",
							"redis-session.query.attributes.page.path=" + SampleSession.CHANGED));
				}
				properties.addAll(extra);
				yield new StoredSessionPeer(Contexts.ours(properties));
			}
			case SPRING_JDK -> Contexts.spring(properties, SpringPeers.DefaultJdk.class);
			case SPRING_JSON -> Contexts.spring(properties, SpringPeers.DefaultJson.class);
			case INDEXED_JDK -> Contexts.spring(properties, SpringPeers.IndexedJdk.class);
			case INDEXED_JSON -> Contexts.spring(properties, SpringPeers.IndexedJson.class);
			case REDISSON -> Contexts.spring(properties, SpringPeers.Redisson.class);
			case LETTUCE -> Contexts.lettuce(properties, OURS.inDatabase(redis));
		};
	}

	private RedisAddress inDatabase(RedisAddress redis) {
		return new RedisAddress(redis.host(), redis.port(), redis.username(), redis.password(), this.database);
	}

}
