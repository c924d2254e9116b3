package io.github.redissession.testing;

import java.util.UUID;

import org.awaitility.Awaitility;

/**
 * A primary and a replica on this machine, which do not know how to change places.
 */
public final class RedisPair implements AutoCloseable {

	private RedisServer primary;

	private RedisServer replica;

	private RedisPair() {
		String password = UUID.randomUUID().toString();
		this.primary = prepared(password);
		this.replica = prepared(password);
		this.replica.replicateFromStart(this.primary);
		this.primary.begin();
		this.replica.begin();
	}

	private static RedisServer prepared(String password) {
		return RedisServer.prepare(FreePort.find(), password, "--repl-diskless-sync-delay", "0",
				"--repl-ping-replica-period", "1");
	}

	/**
	 * Starts both.
	 * @return a primary and a replica in step, with the same password
	 */
	public static RedisPair start() {
		RedisPair pair = new RedisPair();
		pair.primary.awaitReady();
		pair.replica.awaitReady();
		Awaitility.await("the replica")
			.until(() -> String.valueOf(pair.replica.cli("INFO", "replication")).contains("master_link_status:up"));
		return pair;
	}

	public synchronized RedisServer primary() {
		return this.primary;
	}

	public synchronized RedisServer replica() {
		return this.replica;
	}

	/**
	 * Records that they have changed places.
	 */
	public synchronized void swap() {
		RedisServer before = this.primary;
		this.primary = this.replica;
		this.replica = before;
	}

	@Override
	public void close() {
		this.replica.close();
		this.primary.close();
	}

}
