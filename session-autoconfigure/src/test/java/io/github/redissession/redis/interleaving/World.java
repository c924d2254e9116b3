package io.github.redissession.redis.interleaving;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.redissession.redis.RedisStores;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.testing.RedisWire;

/**
 * The contents of the server before every run, prepared once by the store itself and put
 * back in one round trip.
 */
final class World {

	static final ExpiryTerms TERMS = new ExpiryTerms(Duration.ofHours(2), Duration.ofHours(12), Duration.ofMinutes(1));

	static final String ID = "session";

	static final String USER = "alice";

	static final Map<String, String> ALICE = Map.of(SessionRecord.PRINCIPAL, USER);

	static final byte[] VALUE = bytes("1");

	/** An attribute that the session has before. */
	static final String FIRST = "first";

	private static final byte[] RESET = bytes("""
			for _, key in ipairs(redis.call('KEYS', '*')) do
			  redis.call('DEL', key)
			end
			for i = 1, #ARGV, 3 do
			  redis.call('RESTORE', ARGV[i], ARGV[i + 1], ARGV[i + 2], 'ABSTTL')
			end
			""");

	private static final byte[] DUMP = bytes("""
			local answer = {}
			for _, key in ipairs(redis.call('KEYS', '*')) do
			  local n = #answer
			  answer[n + 1] = key
			  answer[n + 2] = string.format('%.0f', math.max(0, redis.call('PEXPIRETIME', key)))
			  answer[n + 3] = redis.call('DUMP', key)
			end
			return answer
			""");

	/**
	 * Returns the sessions that an index should list and does not. One whose entry in the
	 * expiry index is due is looked at by the sweeper.
	 */
	private static final byte[] UNLISTED = bytes("""
			local time = redis.call('TIME')
			local now = time[1] * 1000 + math.floor(time[2] / 1000)
			local answer = {}
			for i = 1, #ARGV, 2 do
			  local id, expiry = ARGV[i], ARGV[i + 1]
			  local found = redis.call('HMGET', 'session:' .. id, 'created', 'expires', 'principal')
			  if found[1] and tonumber(found[2]) > now then
			    local user = found[3]
			    if user and not redis.call('ZSCORE', 'session:user:' .. user, id) then
			      answer[#answer + 1] = id .. ' is not in the index of the user'
			    end
			    if not redis.call('ZSCORE', expiry, user and id .. ' ' .. user or id)
			        and not redis.call('ZSCORE', expiry, id) then
			      answer[#answer + 1] = id .. ' is not in the expiry index'
			    end
			  end
			end
			return answer
			""");

	private final RedisWire wire;

	private final byte[][] reset;

	private final byte[][] unlisted;

	private final List<String> faults = new ArrayList<>();

	private World(RedisWire wire, byte[][] reset) {
		this.wire = wire;
		this.reset = reset;
		List<String> ids = new ArrayList<>(List.of(ID));
		for (int i = 0; i < 3; i++) {
			ids.addAll(List.of(visitor(i), newId(i)));
		}
		this.unlisted = Stream
			.concat(Stream.of(UNLISTED, bytes("0")),
					ids.stream().flatMap((id) -> Stream.of(bytes(id), bytes(expiryKey(id)))))
			.toArray(byte[][]::new);
	}

	/**
	 * Prepares the contents.
	 * @param wire the connection to the server
	 * @param actor performs what has happened before
	 * @param start whether there is a session, and what is about to happen to it
	 * @param visitors the numbers of the actors that log in with a session of their own
	 */
	static World prepare(RedisWire wire, Actor actor, Start start, List<Integer> visitors) {
		wire.send("FLUSHDB");
		visitors.forEach((number) -> actor.join(actor.store()
			.save(SessionDelta.create(visitor(number), TERMS, Duration.ZERO).attribute(FIRST, VALUE).build())));
		actor.join(actor.store()
			.save(SessionDelta.create(ID, TERMS, Duration.ZERO)
				.detail(SessionRecord.PRINCIPAL, USER)
				.attribute(FIRST, VALUE)
				.build()));
		start.apply(wire);
		List<Object> found = wire.send("EVAL", DUMP, bytes("0"));
		byte[][] reset = new byte[2 + found.size()][];
		reset[0] = RESET;
		reset[1] = bytes("0");
		for (int i = 0; i < found.size(); i++) {
			reset[2 + i] = (byte[]) found.get(i);
		}
		return new World(wire, reset);
	}

	/**
	 * Puts the contents back before the commands that are written next.
	 */
	void reset() {
		this.faults.clear();
		this.wire.write("EVAL", (nothing) -> {
		}, this.reset);
	}

	/**
	 * Writes a command that finds sessions which an index should list now and does not.
	 */
	void watch() {
		this.wire.write("EVAL", (reply) -> reply.forEach((one) -> {
			String fault = new String((byte[]) one, StandardCharsets.UTF_8);
			if (!this.faults.contains(fault)) {
				this.faults.add(fault);
			}
		}), this.unlisted);
	}

	/**
	 * Returns what {@link #watch} has found since the last reset.
	 */
	List<String> faults() {
		return this.faults;
	}

	Snapshot snapshot() {
		return Snapshot.take(this.wire);
	}

	static String visitor(int number) {
		return "visitor-" + number;
	}

	/**
	 * Returns the id that a session gets from an actor.
	 */
	static String newId(int number) {
		return "new-" + number;
	}

	static String expiryKey(String id) {
		return new String(RedisStores.KEYS.expiry(id), StandardCharsets.UTF_8);
	}

	static int shard() {
		String key = expiryKey(ID);
		return Integer.parseInt(key.substring(key.lastIndexOf(':') + 1));
	}

	static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * The state of the session before.
	 */
	enum Start {

		/** The session does not exist yet. */
		ABSENT {
			@Override
			void apply(RedisWire wire) {
				wire.send("DEL", bytes("session:" + ID), bytes("session:user:" + USER));
				wire.send("ZREM", bytes(expiryKey(ID)), bytes(ID + " " + USER));
			}
		},

		/** The session exists. */
		LIVE {
			@Override
			void apply(RedisWire wire) {
			}
		},

		/** The session exists, and its time has come according to the expiry index. */
		DUE {
			@Override
			void apply(RedisWire wire) {
				wire.send("ZADD", bytes(expiryKey(ID)), bytes("1000"), bytes(ID + " " + USER));
			}
		},

		/** The session is over, and its hash is still there. */
		OVER {
			@Override
			void apply(RedisWire wire) {
				DUE.apply(wire);
				long expired = System.currentTimeMillis() - 1000;
				wire.send("HSET", bytes("session:" + ID), bytes("expires"), bytes(Long.toString(expired)));
				wire.send("PEXPIREAT", bytes("session:" + ID), bytes(Long.toString(expired + Actor.GRACE.toMillis())));
			}
		};

		abstract void apply(RedisWire wire);

		/**
		 * Returns the states in which a combination is run.
		 */
		static List<Start> of(List<Operation> operations) {
			boolean sweeps = operations.contains(Operation.SWEEP);
			if (operations.contains(Operation.CREATE)) {
				return List.of(ABSENT);
			}
			List<Start> starts = new ArrayList<>();
			starts.add(sweeps ? DUE : LIVE);
			if (sweeps) {
				starts.add(OVER);
			}
			return starts;
		}

	}

}
