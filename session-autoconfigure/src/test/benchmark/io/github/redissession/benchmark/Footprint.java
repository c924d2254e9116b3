package io.github.redissession.benchmark;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.redissession.benchmark.Results.Memory;
import io.github.redissession.benchmark.Results.Replication;
import io.github.redissession.testing.RedisServer;

/**
 * What sessions leave behind in the server: memory, and what replicas and the file of
 * changes have to take.
 */
final class Footprint {

	private static final int SESSIONS = 100;

	private final Load load;

	private final List<String> extra;

	Footprint(Load load, List<String> extra) {
		this.load = load;
		this.extra = extra;
	}

	/**
	 * The memory of a session, its indexes included, when every user has one.
	 */
	Memory memory(RedisServer redis, PeerKind kind, int sessions) {
		kind.beginTurn(redis);
		redis.flush();
		try (Peer peer = kind.open(redis.address(), false, this.extra)) {
			peer.create("first");
			redis.flush();
			double before = Usage.now(redis).info("used_memory");
			AtomicInteger user = new AtomicInteger();
			this.load.repeat(8, sessions, () -> peer.create("user-" + user.incrementAndGet()));
			double after = Usage.now(redis).info("used_memory");
			return new Memory(kind.label(), (after - before) / sessions, (double) kind.keys(redis) / sessions);
		}
	}

	/**
	 * What a server that keeps a file of changes writes for read requests.
	 */
	Replication replication(RedisServer redis, PeerKind kind, int reads) {
		kind.beginTurn(redis);
		redis.flush();
		try (Peer peer = kind.open(redis.address(), true, this.extra)) {
			Population population = Population.create(this.load, kind, peer, SESSIONS);
			double before = Usage.now(redis).info("aof_current_size");
			Load.Result result = this.load.repeat(8, reads, () -> population.run(Operation.READ, peer));
			double after = Usage.now(redis).info("aof_current_size");
			return new Replication(kind.label(), result.count(), after - before, result.count() / result.perSecond());
		}
	}

}
