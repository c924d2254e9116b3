package io.github.redissession.actuate;

import java.util.List;
import java.util.Objects;

import io.github.redissession.redis.inspect.ServerNode;

/**
 * Corrects what {@code MEMORY USAGE} says by what the servers really use. That command
 * leaves out the tables of all keys, and estimates each data structure: by up to 8 % too
 * little on Redis 7.0, and by up to 18 % too much on Redis 8.6. The sum over all keys can
 * be compared with {@code used_memory} where almost all keys belong to sessions.
 */
final class MemoryCorrection {

	/** The share of the keys that must belong to sessions. */
	private static final double OURS = 0.9;

	/** With less data, memory that has no part in it weighs too much. */
	private static final long ENOUGH = 4L << 20;

	/** A larger difference is not an error of the estimate: something else is there. */
	private static final double MAX = 1.25;

	private static final List<String> NO_DATA = List.of("used_memory_startup", "mem_clients_normal",
			"mem_clients_slaves", "mem_replication_backlog", "mem_aof_buffer", "mem_cluster_links");

	private MemoryCorrection() {
	}

	/**
	 * Returns the factor.
	 * @param sessions the number of sessions that exist
	 * @param bytes the estimate for each, with its share of the indexes
	 * @param keys the number of keys for each, with its share of the indexes
	 * @param nodes all primaries
	 * @return 1 if it cannot be told
	 */
	static double of(double sessions, double bytes, double keys, List<ServerNode> nodes) {
		long all = nodes.stream().mapToLong(ServerNode::keys).sum();
		double estimated = sessions * bytes;
		double factor = nodes.stream().mapToLong(MemoryCorrection::data).sum() / estimated;
		boolean known = estimated >= ENOUGH && sessions * keys >= all * OURS;
		return (known && factor < MAX && factor > 1 / MAX) ? factor : 1;
	}

	private static long data(ServerNode node) {
		return number(node, "used_memory") - NO_DATA.stream().mapToLong((field) -> number(node, field)).sum();
	}

	private static long number(ServerNode node, String field) {
		return Objects.requireNonNullElse(node.number(field), 0L);
	}

}
