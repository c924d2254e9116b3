package io.github.redissession.actuate;

import java.util.List;
import java.util.Objects;

import io.github.redissession.redis.inspect.IndexSample;
import io.github.redissession.redis.inspect.MemorySample;
import io.github.redissession.redis.inspect.ServerNode;

/**
 * The memory that a number of sessions needs, computed from a sample. All sizes are in
 * bytes. {@code docs/operations.md} explains the arithmetic.
 *
 * @param status {@code measured}, or {@code unknown} if the server does not allow
 * measuring or has no sessions
 * @param sampledSessions number of sessions that were measured
 * @param sessionBytes sizes of the sampled sessions
 * @param indexBytesPerSession share of one session in the indexes
 * @param correction the memory that the servers use, divided by what they say their keys
 * use; 1 if that cannot be told
 * @param bytesPerSession the mean size and the share in the indexes, corrected
 * @param sessions number of sessions that this is computed for
 * @param primaries number of primaries that share them
 * @param replicasPerPrimary number of replicas of each primary
 * @param dataBytes size of all sessions, without replicas
 * @param maxmemory the {@code maxmemory} to set on each primary
 * @param nodeMemory the memory that the machine of each node should have
 * @param totalMemory the memory of all machines together
 */
public record StoreSizing(String status, int sampledSessions, Distribution sessionBytes, long indexBytesPerSession,
		double correction, long bytesPerSession, long sessions, int primaries, long replicasPerPrimary, long dataBytes,
		long maxmemory, long nodeMemory, long totalMemory) {

	static final StoreSizing UNKNOWN = new StoreSizing("unknown", 0, new Distribution(0, 0, 0, 0), 0, 1, 0, 0, 0, 0, 0,
			0, 0, 0);

	/** The memory of an empty Redis with a replication backlog and some clients. */
	private static final long EMPTY = 32L << 20;

	/** The maximum fill level: sessions come in waves. */
	private static final double FILL = 0.7;

	/** Covers pages copied by a fork, fragmentation and the operating system. */
	private static final double AROUND = 1.5;

	private static final long STEP = 256L << 20;

	static StoreSizing of(MemorySample sample, List<ServerNode> nodes, long sessions) {
		IndexSample indexes = sample.indexes();
		if (sample.sessions().isEmpty() || sample.listed() == 0 || indexes == null) {
			return UNKNOWN;
		}
		double mean = sample.sessions().stream().mapToLong(Long::longValue).average().orElse(0);
		int primaries = Math.max(1, nodes.size());
		double index = (double) sample.expiryIndex() / sample.listed() + indexes.bytesPerSession();
		double correction = MemoryCorrection.of(sample.existing(), mean + index, 1 + indexes.keysPerSession(), nodes);
		double perSession = (mean + index) * correction;
		long replicas = nodes.stream()
			.mapToLong((node) -> Objects.requireNonNullElse(node.number("connected_slaves"), 0L))
			.max()
			.orElse(0);
		long data = Math.round(perSession * sessions);
		long maxmemory = up((long) ((data / primaries + EMPTY) / FILL));
		long node = up((long) (maxmemory * AROUND));
		return new StoreSizing("measured", sample.sessions().size(), Distribution.of(sample.sessions(), mean),
				Math.round(index), Math.round(correction * 1000) / 1000.0, Math.round(perSession), sessions, primaries,
				replicas, data, maxmemory, node, node * primaries * (1 + replicas));
	}

	private static long up(long bytes) {
		return (bytes + STEP - 1) / STEP * STEP;
	}

	/**
	 * The distribution of sizes.
	 *
	 * @param mean the mean
	 * @param p50 half of them are not larger
	 * @param p95 95 of 100 are not larger
	 * @param max the largest
	 */
	public record Distribution(long mean, long p50, long p95, long max) {

		private static Distribution of(List<Long> sorted, double mean) {
			return new Distribution(Math.round(mean), at(sorted, 0.5), at(sorted, 0.95), at(sorted, 1));
		}

		private static long at(List<Long> sorted, double part) {
			return sorted.get(Math.max(0, (int) Math.ceil(sorted.size() * part) - 1));
		}

	}

}
